import { wantsLogo } from '../../facts/bimi.ts';
import { logoFinding } from '../logo-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/logo-script',
  severity: 'error',
  basis: 'standard',
  title: 'The logo moves, runs or loads something',
  why: 'A logo must be a still picture that holds all of itself; receivers refuse scripts, animation, embedded pictures and references to other files.',
  fix: 'Take these elements and references out of the drawing, and draw what they showed.',
  spec: ['draft-svg-tiny-ps-abrotman §2.3'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><script>alert(1)</script><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
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
    yield* logoFinding(bimi, { active: 'error', external: 'error' });
  },
});
