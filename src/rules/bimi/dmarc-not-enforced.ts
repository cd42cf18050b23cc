import { obstacles } from '../../facts/bimi/dmarc.ts';
import { wantsLogo } from '../../facts/bimi.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/dmarc-not-enforced',
  severity: 'warning',
  basis: 'standard',
  title: 'DMARC is too weak for the logo to be shown',
  why: 'Receivers show a logo only where DMARC asks them to quarantine or refuse all forged mail, for subdomains too.',
  fix: 'Raise p= and sp= to quarantine or reject, and drop pct= and t=, once the reports show that all own mail passes.',
  spec: ['draft-brand-indicators-for-message-identification §7.1'],
  needs: ['bimi', 'dmarc'],
  fails: `
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
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
  *check({ bimi: { answer }, dmarc }) {
    const found = obstacles(dmarc);
    if (found.length === 0) return;
    yield {
      message: `a logo is published, but receivers will not show it: ${found.join(', ')}`,
      subject: { name: answer.name, type: 'TXT' },
      measure: found.length,
      data: { obstacles: found },
    };
  },
});
