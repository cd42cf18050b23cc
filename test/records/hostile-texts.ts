import { parseBimi } from '../../src/records/bimi.ts';
import { parseDkimKey } from '../../src/records/dkim.ts';
import { isDmarc, parseDmarc } from '../../src/records/dmarc.ts';
import { parsePolicy } from '../../src/records/mta-sts/policy.ts';
import { parseMtaSts } from '../../src/records/mta-sts.ts';
import { nearMiss, nearMissAt } from '../../src/records/near-miss.ts';
import { meantTerm, parseMacroString, parseSpf, selectSpf } from '../../src/records/spf.ts';
import { parseTlsRpt } from '../../src/records/tls-rpt.ts';

/** As many octets as one answer can hold. */
const MOST = 65_535;

/** What decides how the rest is read. */
const HEADS = [
  '',
  'v=spf1 ',
  'v=spf1 include:',
  'v=spf1 ip6:',
  'v=spf1 redirect=',
  'v=spf1;',
  'v=DMARC1; p=none;rua=',
  'v=DMARC1; p=',
  'v=dmarc1; ',
  'v=DKIM1; p=',
  '"v=DKIM1; p=',
  'v=',
  'v=STSv1; id=',
  'v=TLSRPTv1; rua=',
  'v=BIMI1; l=',
  'v=BIMI1; lps=',
  'version: STSv1\nmx: ',
];

/** What is written over and over behind it. */
const UNITS = [
  ...['a', '0', ' ', '\t', '\r\n', ';', ',', '=', ':', '.', '-', '/', '%', '@', '"', '\\'],
  ...['\x00', '\xa0', '\xff', '\xc2\xa0', '\xe2\x80\x9c', '\xf0\x9f\x98\x80'],
  ...['%{', '%{d}', '%{%{d}}', 'x ', ': ', '- ', '= ', '" "', '\\; '],
  ...[
    'include:a ',
    'inlcude:a.com ',
    'include:a.com',
    'include: a.com ',
    '~all',
    'amx',
    'ip4:192.0.2.1',
    '192.0.2.45',
  ],
  ...['ip4:192.0.2.1,', '1:', '::', 'redirect=a.b ', 'v=spf1 ', 'MS=ms1 ', 'google-', 'x-y=z '],
  ...['p=none ', 'p:none;', 'p=none,', 'p=;', 'A=', 'x;', ' v=DMARC1', 'fo=0:1;', '1:d:s:'],
  ...['mailto:', 'mailto:a@example.com,', 'malto:a@b.c,', '@a', '%4', 'ruf=mailto:a@b.c;'],
  ...['mx: a.b\n', 'mx: *.', 'max-age: 1\r', 'a.b, ', 'id=1;', 'https://a/,', '\n', '\r'],
  ...['-----BEGIN', 'AAAA', 'AAA=', 'AA-_', 'A ', 'A\xff'],
];

const SPECIAL: [what: string, text: string][] = [
  ['10,000 terms', `v=spf1 ${Array.from({ length: 10_000 }, (_, index) => `a:${index}`).join(' ')}`],
  [
    '10,000 networks',
    `v=spf1 ${Array.from({ length: 10_000 }, (_, index) => `ip6:${index.toString(16)}::`).join(' ')}`,
  ],
  ['many tags', `v=DMARC1; p=none; ${Array.from({ length: 8000 }, (_, index) => `t${index}=x`).join(';')}`],
  [
    'many tags, all names near',
    `v=DMARC1; ${Array.from({ length: 8000 }, (_, index) => `rua${index % 10}=x`).join(';')}`,
  ],
  [
    'many key tags',
    `v=DKIM1; ${Array.from({ length: 8000 }, (_, index) => `t${index}=x`).join(';')}; p=AAAA`,
  ],
  [
    'a key of 48 kB',
    `v=DKIM1; p=${Buffer.concat([Buffer.from('3082bfff0282bffb', 'hex'), Buffer.alloc(49_147, 0x7f)]).toString('base64')}`,
  ],
  ['an RSA key of 390,000 bits', `v=DKIM1; p=${rsaKey(48_900)}`],
];

/** PKCS #1 of a modulus of so many octets. */
function rsaKey(octets: number): string {
  const length = (of: number) => Buffer.from([0x82, of >> 8, of & 0xff]);
  const modulus = Buffer.concat([Buffer.from([0x02]), length(octets), Buffer.alloc(octets, 0x5b)]);
  const whole = Buffer.concat([modulus, Buffer.from([0x02, 0x03, 0x01, 0x00, 0x01])]);
  return Buffer.concat([Buffer.from([0x30]), length(whole.length), whole]).toString('base64');
}

/** What is left of its own terms and tags when they are as long as the longest that is explained. */
const LONG_WORD = 950;
/** As long as the longest that is corrected as a whole. */
const CORRECTED = 4000;

/**
 * Texts that cost a careless parser most; a last octet of another kind makes patterns turn back. Shorter ones too:
 * where a parser gives up on what is longer than any slip, the most it explains costs more than 64 kB.
 */
export function* hostileTexts(size = MOST): Generator<[what: string, text: string]> {
  for (const head of HEADS) {
    for (const unit of UNITS) {
      const body = unit.repeat(Math.ceil(size / unit.length));
      const word = body.slice(0, LONG_WORD);
      const what = `${JSON.stringify(head)}, ${JSON.stringify(unit)} over and over`;
      yield [what, `${(head + body).slice(0, size - 1)}\x01`];
      yield [`${what}, in long words`, (head + `${word} ;`.repeat(size / LONG_WORD)).slice(0, size)];
      yield [`${what}, 4 kB`, (head + body).slice(0, CORRECTED)];
    }
  }
  for (const [what, text] of SPECIAL) yield [what, text.slice(0, size)];
}

export const parsers: [name: string, parse: (text: string) => unknown][] = [
  ['SPF', (text) => parseSpf(text)],
  ['SPF, what was meant', (text) => parseSpf(text).value.terms.map(meantTerm)],
  ['SPF, explanation', (text) => parseMacroString(text, 0, { inExplanation: true })],
  ['DMARC', parseDmarc],
  ['DKIM', parseDkimKey],
  ['which record', (text) => [selectSpf([text]), isDmarc(text)]],
  ['near miss', nearMiss],
  ['near miss in its place', (text) => [nearMissAt('mta-sts', text), nearMissAt('tls-rpt', text)]],
  ['MTA-STS', parseMtaSts],
  ['TLS-RPT', parseTlsRpt],
  ['policy', parsePolicy],
  ['BIMI', parseBimi],
];
