import { wantsLogo } from '../../facts/bimi.ts';
import { logoFinding } from '../logo-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/logo-profile',
  severity: 'error',
  basis: 'standard',
  title: 'The logo is not in the profile SVG Tiny PS',
  why: 'Receivers show SVG Tiny Portable/Secure and nothing else: any other file is no logo to them.',
  fix: 'Save the drawing as SVG Tiny 1.2, with version="1.2" and baseProfile="tiny-ps" in its svg element.',
  spec: ['draft-svg-tiny-ps-abrotman §2'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
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
    yield* logoFinding(bimi, { 'no-svg': 'error', profile: 'error', element: 'warning', doctype: 'warning' });
  },
});
