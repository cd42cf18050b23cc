import { known } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/multiple',
  severity: 'error',
  basis: 'standard',
  title: 'More than one BIMI record',
  why: 'Receivers that find two records use none of them, and show no logo.',
  fix: 'Keep one record at default._bimi.',
  spec: ['draft-brand-indicators-for-message-identification §7.2'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
default._bimi TXT "v=BIMI1; l=; a="
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
default._bimi TXT "some-verification=abc"
`,
  *check({ bimi: { answer, records } }) {
    known(answer);
    if (records.length < 2) return;
    yield {
      message: `${records.length} BIMI records at ${answer.name}: receivers use none of them`,
      subject: { name: answer.name, type: 'TXT' },
      measure: records.length,
      data: { records },
    };
  },
});
