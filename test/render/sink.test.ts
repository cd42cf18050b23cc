import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { display, displayCut, displayDomain, displayedOffset, safeJson } from '../../src/render/sink.ts';

/** What no reader of our output may ever get from a stranger's text. */
export const DANGEROUS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|##(?=\[|vso\[|teamcity\[)|^\s*::/im;

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('the sink', () => {
  const payloads: [string, string][] = [
    ['\u001b[2J', '\\x1b[2J'],
    ['\u001b]52;c;AAAA\u0007', '\\x1b]52;c;AAAA\\x07'],
    ['a\nb\r', 'a\\x0ab\\x0d'],
    ['\u009b31m', '\\x9b31m'],
    ['\u202egpj.exe', '\\u202egpj.exe'],
    ['a\u200bb', 'a\\u200bb'],
    ['##[error]x', '\\x23#[error]x'],
    ['x ##vso[task.setvariable]', 'x \\x23#vso[task.setvariable]'],
    ['##teamcity[buildStop]', '\\x23#teamcity[buildStop]'],
    ['::error::x', '\\x3a:error::x'],
    ['  ::set-output', '  \\x3a:set-output'],
    ['--- section', '\\x2d-- section'],
    ['include:a::b', 'include:a::b'],
    ['caf\u00e9', 'caf\\xe9'],
    ['v=spf1 -all', 'v=spf1 -all'],
    ['“quoted” – text', '“quoted” – text'],
  ];
  for (const [text, shown] of payloads) it(JSON.stringify(text), () => assert.equal(display(text), shown));

  it('lets nothing through, whatever the text', () => {
    fc.assert(
      fc.property(
        anyText,
        (text) => assert.doesNotMatch(display(text), /\n/) ?? assert.doesNotMatch(display(text), DANGEROUS),
      ),
      { numRuns: 5000 },
    );
  });

  it('makes JSON that is safe and means the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = safeJson({ [text]: [text] }, 2);
        assert.doesNotMatch(json, DANGEROUS);
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ [text]: [text] })));
      }),
      { numRuns: 3000 },
    );
  });

  it('says how much it cut', () => {
    assert.equal(displayCut('a'.repeat(50), 10), 'aaaaaaaaaa… (40 more characters, see --format json)');
    assert.equal(displayCut('short', 10), 'short');
  });

  it('keeps marks under their octets', () => assert.equal(displayedOffset('a\u001bb', 2), 5));

  it('shows both forms of an international name', () => {
    assert.equal(displayDomain('xn--mnchen-3ya.example'), 'münchen.example (xn--mnchen-3ya.example)');
    assert.equal(displayDomain('example.com'), 'example.com');
  });
});
