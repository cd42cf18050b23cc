import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import { fixtureResolver } from './support/fixture.ts';
import { fixtureNet } from './support/fixture-net.ts';

/** What other checkers of BIMI get wrong, and what is said here: rules with their severities. */

const DMARC = '_dmarc TXT "v=DMARC1; p=reject"\n';
const record = (tags: string): string => `default._bimi TXT "v=BIMI1; ${tags}"\n`;
const L = 'l=https://www.example.com/logo.svg';
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64"><title>Example</title></svg>';
const served = (svg: string, url = 'https://www.example.com/logo.svg', type = 'image/svg+xml'): string =>
  `www A 192.0.2.80\n;@ ${url} 200 ${type}\n;| ${svg}\n`;
const LOGO = served(SVG);

const rows: [peer: string, defect: string, zone: string, said: string[]][] = [
  ['others', 'a domain without BIMI is told that it lacks it', DMARC, []],
  ['others', 'a refusal is called an error, since “l” is empty', `${DMARC}${record('l=; a=;')}`, []],
  ['others', 'a refusal is held against DMARC', record('l=; a=;'), []],
  ['others', 'tags in another order are called a mistake', `${DMARC}${record(`a=; ${L}`)}${LOGO}`, []],
  ['others', '“lps” is called unknown', `${DMARC}${record(`${L}; a=; lps=news-`)}${LOGO}`, []],
  [
    'others',
    'a packed logo (.svgz) is refused by its name',
    `${DMARC}${record('l=https://www.example.com/logo.svgz; a=')}${served(SVG, 'https://www.example.com/logo.svgz')}`,
    [],
  ],
  [
    'others',
    'another media type of the logo is called an error',
    `${DMARC}${record(`${L}; a=`)}${served(SVG, 'https://www.example.com/logo.svg', 'text/plain')}`,
    [],
  ],
  [
    'a web checker',
    'p=quarantine is called too weak',
    `_dmarc TXT "v=DMARC1; p=quarantine"\n${record(`${L}; a=`)}${LOGO}`,
    [],
  ],
  [
    'a web checker',
    'sp=none is passed over',
    `_dmarc TXT "v=DMARC1; p=reject; sp=none"\n${record(`${L}; a=`)}${LOGO}`,
    ['warning dmarc-not-enforced'],
  ],
  [
    'mailauth',
    'a raster picture inside is passed over',
    `${DMARC}${record(`${L}; a=`)}${served(SVG.replace('</svg>', '<image/></svg>'))}`,
    ['error logo-script'],
  ],
  [
    'mailauth',
    'an event attribute is passed over',
    `${DMARC}${record(`${L}; a=`)}${served(SVG.replace('<title', '<g onload="x"/><title'))}`,
    ['error logo-script'],
  ],
  [
    'mailauth',
    'version="1.1" is passed over',
    `${DMARC}${record(`${L}; a=`)}${served(SVG.replace('1.2', '1.1'))}`,
    ['error logo-profile'],
  ],
  [
    'mailauth',
    'an oblong logo is passed over',
    `${DMARC}${record(`${L}; a=`)}${served(SVG.replace('64 64"', '64 32"'))}`,
    ['notice logo-square'],
  ],
  [
    'others',
    'the first of two records is read',
    `${DMARC}${record(`${L}; a=`)}${record('l=; a=;')}${LOGO}`,
    ['error multiple'],
  ],
  [
    'others',
    'a foreign text beside it makes two records',
    `${DMARC}${record(`${L}; a=`)}default._bimi TXT "verification=1"\n${LOGO}`,
    [],
  ],
  [
    'others',
    'capitals are put right in silence',
    `${DMARC}default._bimi TXT "v=bimi1; ${L}; a="\n${LOGO}`,
    ['error not-selected'],
  ],
];

describe('BIMI: defects of peers', () => {
  for (const [peer, defect, zone, said] of rows)
    it(`${peer}: ${defect}`, async () => {
      const { findings } = await audit('example.com', fixtureResolver(zone), {
        sections: ['bimi'],
        net: fixtureNet(zone),
      });
      const found = findings.map(({ rule, severity }) => `${severity} ${rule.replace('bimi/', '')}`);
      assert.deepEqual(found, said);
    });
});
