import { wantsLogo } from '../../facts/bimi.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/cert-missing',
  severity: 'notice',
  basis: 'receiver',
  title: 'No certificate for the logo',
  why: 'Gmail and Apple show only logos that a mark certificate vouches for: Gmail takes both kinds, VMC and CMC, Apple surely a VMC. Others may show it all the same.',
  fix: 'Where those receivers matter, obtain a mark certificate and name its PEM file in a=.',
  spec: ['draft-brand-indicators-for-message-identification §4.3'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg; a="
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
`,
  applies: ({ bimi }) => wantsLogo(bimi),
  *check({ bimi: { answer, record } }) {
    // An “a” that is there and empty is a decision (draft §4.3).
    if (record!.value.tags.some(({ name }) => name === 'a')) return;
    yield {
      message: 'no certificate vouches for the logo: Gmail and Apple will not show it',
      subject: { name: answer.name, type: 'TXT' },
    };
  },
});
