import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { logoFaults } from '../../src/records/bimi/svg.ts';
import { isBimi, parseBimi } from '../../src/records/bimi.ts';

const L = 'l=https://www.example.com/logo.svg';

describe('a BIMI record', () => {
  it('tells where logo and certificate are', () => {
    const { value, faults } = parseBimi(
      `v=BIMI1; ${L}; a=https://www.example.com/logo.pem; avp=personal; lps=news-, offers`,
    );
    assert.deepEqual(faults, []);
    const { tags: _, ...rest } = value;
    assert.deepEqual(rest, {
      l: 'https://www.example.com/logo.svg',
      a: 'https://www.example.com/logo.pem',
      avp: 'personal',
      lps: ['news-', 'offers'],
      declined: false,
    });
  });

  const right = [
    'v=BIMI1; l=; a=;',
    'v=BIMI1;l=',
    `v = BIMI1 ; ${L}`,
    `v=BIMI1; a=; ${L}z`,
    `v=BIMI1; ${L}; lps=`,
    `v=BIMI1;\r\n ${L}`,
  ];
  for (const text of right)
    it(`is right: ${JSON.stringify(text)}`, () => assert.deepEqual(parseBimi(text).faults, []));

  it('declines with both tags empty', () => {
    assert.ok(parseBimi('v=BIMI1; l=; a=;').value.declined);
    assert.ok(parseBimi('v=BIMI1; l=').value.declined);
    assert.ok(!parseBimi(`v=BIMI1; ${L}`).value.declined);
  });

  const wrong: [text: string, faults: string][] = [
    ['v=BIMI1', 'missing-l@7'],
    [`V=BIMI1; ${L}`, 'bad-version@0 misspelt-tag@0'],
    [`v=bimi1; ${L}`, 'bad-version@0'],
    [`${L}; v=BIMI1`, 'bad-version@0'],
    [`v=BIMI1; L${L.slice(1)}`, 'misspelt-tag@9'],
    [`v=BIMI1; logo${L.slice(1)}`, 'misspelt-tag@9'],
    [`v=BIMI1; ${L}; ${L}`, 'duplicate-tag@45'],
    [`v=BIMI1; ${L}; x=1`, 'unknown-tag@45'],
    [`v=BIMI1; ${L};; a=`, 'empty-tag@44'],
    ['v=BIMI1; l=http://www.example.com/logo.svg', 'not-https@11'],
    ['v=BIMI1; l=www.example.com/logo.svg', 'not-https@11'],
    ['v=BIMI1; l=https://www.example.com/logo.png', 'wrong-format@11'],
    ['v=BIMI1; l=https://logo/logo.svg', 'bad-uri@11'],
    ['v=BIMI1; l=https://192.0.2.1/logo.svg', 'bad-uri@11'],
    ['v=BIMI1; l=https://www.example.com/a,b.svg', 'bare-comma@36'],
    ['v=BIMI1; l=https://www.example.com/a b.svg', 'bad-uri@11'],
    ['v=BIMI1; l=; a=https://www.example.com/logo.pem', 'empty-l@9'],
    [`v=BIMI1; ${L}; a=https://www.example.com/logo.crt`, 'wrong-format@47'],
    [`v=BIMI1; ${L}; avp=Brand`, 'bad-avp@49'],
    [`v=BIMI1; ${L}; lps=a, b_c ,${'d'.repeat(64)}`, `bad-lps@51 bad-lps@57`],
    [
      'v=BIMI1; l=http://www.example.com/a.svg; L=x; l=y; avp=no',
      'not-https@11 misspelt-tag@41 duplicate-tag@46 bad-avp@55',
    ],
  ];
  for (const [text, expected] of wrong)
    it(`${text}: ${expected}`, () => {
      const { faults } = parseBimi(text);
      assert.equal(faults.map(({ code, span }) => `${code}@${span.start}`).join(' '), expected);
    });

  it('is read whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (text, begun) => {
        const whole = begun ? `v=BIMI1; ${text}` : text;
        const { faults } = parseBimi(whole);
        for (const { span } of faults)
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= whole.length);
        assert.equal(
          faults.some(({ code }) => code === 'bad-version'),
          !isBimi(whole),
        );
      }),
    );
  });
});

const HEAD =
  '<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">';
const TITLE = '<title>Example Ltd</title>';
const svg = (inside: string, head = HEAD): string => `<?xml version="1.0"?>\n${head}${inside}</svg>\n`;

describe('a logo', () => {
  const right = [
    svg(TITLE),
    svg(`${TITLE}<use xlink:href="#a"/><rect fill="url(#b)"/>`),
    svg(`<desc>x</desc>${TITLE}`),
    `\uFEFF${svg(TITLE)}`,
    svg(TITLE)
      .replaceAll('svg xmlns', 's:svg xmlns:s')
      .replace('</svg>', '</s:svg>')
      .replaceAll('title>', 's:title>')
      .replace('</s:s:', '</s:'),
    svg(`${TITLE}<text>&lt;script&gt; a &amp; b</text><!-- onload="x" -->`),
  ];
  for (const text of right)
    it(`is right: ${text.slice(22, 150)}`, async () => assert.deepEqual(await logoFaults(text), []));

  const wrong: [what: string, text: string, codes: string][] = [
    ['no XML', 'PNG', 'no-svg'],
    ['HTML', '<!doctype html><html><body></body></html>', 'no-svg'],
    ['cut off', svg(TITLE).slice(0, -9), 'no-svg'],
    ['another root', '<html></html>', 'no-svg'],
    ['nothing', '', 'no-svg'],
    ['SVG 1.1', svg(TITLE, HEAD.replace('1.2', '1.1')), 'profile'],
    ['tiny', svg(TITLE, HEAD.replace('tiny-ps', 'tiny')), 'profile'],
    ['neither', svg(TITLE, '<svg viewBox="0 0 1 1">'), 'profile profile'],
    ['no title', svg('<g/>'), 'title'],
    ['an empty title', svg('<title> </title>'), 'title'],
    ['a left-over title', svg('<title>Layer 1</title>'), 'title'],
    ['a title elsewhere', svg(`<g>${TITLE}</g>`), 'title'],
    ['oblong', svg(TITLE, HEAD.replace('0 0 64 64', '0 0 64 32')), 'shape'],
    ['placed', svg(TITLE, HEAD.replace('viewBox', 'x="0" y="0" viewBox')), 'shape'],
    ['without measure', svg(TITLE, HEAD.replace(' viewBox="0 0 64 64"', '')), 'shape'],
    ['a script', svg(`${TITLE}<script>alert(1)</script>`), 'active'],
    ['an event', svg(`${TITLE}<g onload="alert(1)"/>`), 'active'],
    ['animation', svg(`${TITLE}<g><animateTransform/></g>`), 'active'],
    ['a raster picture', svg(`${TITLE}<image xlink:href="data:image/png;base64,AAAA"/>`), 'active external'],
    ['a link', svg(`${TITLE}<a xlink:href="https://www.example.com/"/>`), 'active external'],
    ['a picture elsewhere', svg(`${TITLE}<use href="https://www.example.net/x.svg#a"/>`), 'external'],
    ['paint elsewhere', svg(`${TITLE}<rect fill="url('https://www.example.net/x')"/>`), 'external'],
    ['a clip path', svg(`${TITLE}<clipPath/><clipPath/>`), 'element'],
    ['a DOCTYPE', svg(TITLE).replace('<svg', '<!DOCTYPE svg PUBLIC "a" "b"><svg'), 'doctype'],
    ['entities', svg(TITLE).replace('<svg', '<!DOCTYPE svg [<!ENTITY a "b">]><svg'), 'active'],
    [
      'an outside entity',
      svg(TITLE).replace('<svg', '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg'),
      'active',
    ],
    [
      'all at once',
      svg('<script/><g onclick="x"/><mask/>', '<svg x="1">'),
      'profile profile title shape shape active active element',
    ],
  ];
  for (const [what, text, codes] of wrong)
    it(`${what}: ${codes}`, async () => {
      const found = (await logoFaults(text)).map(({ code }) => code);
      assert.deepEqual(found.toSorted(), codes.split(' ').toSorted());
    });

  const LIMIT_MS = 10_000;
  const hostile: [what: string, text: string][] = [
    ['deep', svg(`${'<g>'.repeat(100_000)}${'</g>'.repeat(100_000)}`)],
    ['deep and cut off', svg('<g>'.repeat(200_000))],
    ['wide', svg('<g/>'.repeat(200_000))],
    ['attributes', svg(`<g ${Array.from({ length: 50_000 }, (_, i) => `a${i}="url(x"`).join(' ')}/>`)],
    ['quotes', `<svg ${'"'.repeat(500_000)}`],
    ['brackets', '<'.repeat(1_000_000)],
    ['comments', svg('<!--'.repeat(200_000))],
    ['doctypes', '<!DOCTYPE '.repeat(100_000)],
    ['ampersands', svg(`<title>${'&'.repeat(500_000)}</title>`)],
  ];
  for (const [what, text] of hostile)
    it(`does not explode: ${what}`, async () => {
      const begin = performance.now();
      await logoFaults(text);
      assert.ok(performance.now() - begin < LIMIT_MS, `${Math.round(performance.now() - begin)} ms`);
    });
});
