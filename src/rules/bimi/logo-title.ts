import { wantsLogo } from '../../facts/bimi.ts';
import { logoFinding } from '../logo-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/logo-title',
  severity: 'warning',
  basis: 'standard',
  title: 'The logo has no title of its own',
  why: 'The title is what is read to people who do not see the logo; the profile asks for one.',
  fix: 'Put <title> with the name of the company first in the svg element.',
  spec: ['draft-svg-tiny-ps-abrotman §2'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <circle cx="32" cy="32" r="30" fill="#123456"/></svg>
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
`,
  applies: ({ bimi }) => wantsLogo(bimi),
  *check({ bimi }) {
    yield* logoFinding(bimi, { title: 'warning' });
  },
});
