import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDkimKey } from '../../src/records/dkim.ts';
import { parseDmarc } from '../../src/records/dmarc.ts';
import { nearMiss } from '../../src/records/near-miss.ts';
import { meantTerm, parseSpf } from '../../src/records/spf.ts';
import { bestTime } from './arbitraries.ts';

const SIZE = 65_536;
/** Milliseconds for 64 kB. */
/** Only work that explodes fails; a slow machine does not. Milliseconds. */
const LIMIT = 2000;

const HEADS = [
  '',
  'v=spf1 ',
  'v=spf1 include:',
  'v=DMARC1; p=none;rua=',
  'v=DMARC1; p=',
  'v=DKIM1; p=',
  '"',
  'v=spf1;',
  'v=',
];
const UNITS = [
  'a',
  ' ',
  '\t',
  '\xa0',
  '\xc2\xa0',
  '%{',
  '%',
  'x ',
  ': ',
  '- ',
  'ip4:192.0.2.1',
  'ip4:192.0.2.1,',
  'inlcude:a.com ',
  '"',
  ';',
  '=',
  '= ',
  'p=none ',
  'p:none;',
  ',',
  '-----BEGIN',
  '-',
  '/',
  '0',
  '1:',
  '@',
  '\\',
  '\xe2\x80\x8b',
  '\xff',
  ' v=DMARC1',
  'A=',
  'x;',
  'redirect=a.b ',
];

const PARSERS: [name: string, parse: (text: string) => unknown][] = [
  ['SPF', (text) => parseSpf(text).value.terms.map(meantTerm)],
  ['DMARC', parseDmarc],
  ['DKIM', parseDkimKey],
  ['near miss', nearMiss],
];

for (const [name, parse] of PARSERS) {
  test(`${name}: 64 kB of anything does not explode`, () => {
    for (const head of HEADS) {
      for (const unit of UNITS) {
        const text = `${(head + unit.repeat(SIZE / unit.length)).slice(0, SIZE - 1)}!`;
        const time = bestTime(() => parse(text));
        assert.ok(
          time <= LIMIT,
          `${JSON.stringify(head)} and ${JSON.stringify(unit)} over and over: ${time.toFixed(0)} ms`,
        );
      }
    }
  });
}
