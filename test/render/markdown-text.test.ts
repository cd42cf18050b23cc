import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { code, prose } from '../../src/render/markdown-text.ts';
import { display } from '../../src/render/sink.ts';
import { outsideOfCode } from '../support/format-readers.ts';

describe('sentences in Markdown', () => {
  const cases: [string, string][] = [
    ['12 of 10 DNS lookups: permerror', '12 of 10 DNS lookups: permerror'],
    ['the domain’s “mx” (IPv4)', 'the domain’s “mx” (IPv4)'],
    ['example.com does not exist', '`example.com` does not exist'],
    ['“v=spf1 -all” is enough', '“`v=spf1 -all`” is enough'],
    ['ask @owner about #12', 'ask `@owner` about `#12`'],
    ['at deadbeef1 and defaced', 'at `deadbeef1` and `defaced`'],
    ['see www.example.com', 'see `www.example.com`'],
    ['a `tick` | pipe', 'a `\\x60tick\\x60 \\x7c` pipe'],
    ['', ''],
  ];
  for (const [text, shown] of cases) it(JSON.stringify(text), () => assert.equal(prose(text), shown));

  it('hold no markup outside of code spans, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        assert.doesNotMatch(outsideOfCode(prose(display(text))), /[`<>@#[\]\\&$~{}_|*^/]|www\.|\d{7}/i);
      }),
      { numRuns: 3000 },
    );
  });

  it('a code span ends where it should, and a table cell too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        assert.match(code(display(text)), /^(?:`[^`|\n]+`|\(empty\))$/);
      }),
      { numRuns: 3000 },
    );
  });
});
