import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Text that somebody publishes to reach whoever reads our output; written as a zone file writes it. */
export const PAYLOADS: Record<string, string> = {
  escapes: '\\027[2J\\027]52;c;QUFBQQ==\\007\\027]8;;http://x.example\\007',
  newlines: '\\010::error::forged\\013##[error]forged',
  'CI commands': '##[error]x ##vso[task.complete] ##teamcity[x] ::set-output name=x::y',
  'commands of other runners': 'section_start:1:x\\013\\027[0K --- x +++ y ~~~ z ##[stop-commands]x',
  'direction marks': '\\226\\128\\174\\226\\128\\139\\239\\187\\191',
  'C1 controls': '\\155\\1432m\\144\\156',
  NUL: '\\000\\000\\001\\011\\012',
  markup: '<img src=x onerror=alert(1)> `code` ``more`` | pipe \\\\| @all #1 GH-1 &amp; <!-- </details>',
  links: '[x](https://x.example) ![y](z) https://x.example www.x.example a@b.example 0123abc <a href=x>',
  braces: '{0} }} {{ [a](1) %{i} $(id) $HOME',
  formula: '=HYPERLINK(0) +1 -1 @x',
  'formula behind a separator': '\\;=HYPERLINK(0)\\; +1\\;\\"=x\\;\\009@x,=1',
  perfdata: '|errors=0 \\124x=1 `id` $(id)',
  XML: ']]> <![CDATA[x]]> &x\\; </failure> \\"',
  percent: '%0A::error::x%0D%25 a=b,c::d',
};

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
let count = 0;

/** A zone file that has the text wherever a record can hold it; its domain fails. */
export function hostileZone(payload: string): string {
  const file = path.join(folder, `${count++}.zone`);
  const text = `$ORIGIN example.com.
$TTL 60
@ SOA ns1 hostmaster 1 1 1 1 1
@ MX 10 ma\\027il
ma\\027il A 192.0.2.1
@ TXT "v=spf1 include:${payload}" " a:${payload}.example" " ${payload} ~all"
@ TXT "${payload}"
s1._domainkey TXT "v=DKIM1; k=${payload}; " "p=${payload}"
_dmarc TXT "v=DMARC1; p=${payload}; " "rua=mailto:${payload}@example.com"
`;
  writeFileSync(file, text);
  return file;
}
