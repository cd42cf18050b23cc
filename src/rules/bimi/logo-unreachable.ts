import { fileTrouble } from '../../facts/bimi/file.ts';
import { wantsLogo } from '../../facts/bimi.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/logo-unreachable',
  severity: 'error',
  basis: 'standard',
  title: 'The logo of the BIMI record cannot be fetched',
  why: 'Receivers fetch the logo from this very address, over HTTPS with a valid certificate: without it there is nothing to show.',
  fix: 'Serve the SVG at the address in l= with status 200, to everybody and without a login.',
  spec: ['draft-brand-indicators-for-message-identification §7.5'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 404 text/html
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
  *check({ bimi: { answer, logo } }) {
    const trouble = logo && fileTrouble(logo);
    if (trouble === undefined) return;
    yield {
      message: `the logo is not to be had: ${trouble}`,
      subject: { name: answer.name, type: 'TXT' },
      data: { url: logo!.url },
    };
  },
});
