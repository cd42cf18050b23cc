import { fileTrouble } from '../../facts/bimi/file.ts';
import { type BimiFacts, wantsLogo } from '../../facts/bimi.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/cert-unreachable',
  severity: 'error',
  basis: 'standard',
  title: 'The certificate of the logo cannot be fetched',
  why: 'Receivers that ask for a certificate show no logo without it.',
  fix: 'Serve the PEM file at the address in a= with status 200, the certificate of the logo first, then its chain.',
  spec: ['draft-brand-indicators-for-message-identification §7.4'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg; a=https://logo.example.com/logo.pem"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
;@ https://logo.example.com/logo.pem 404 text/html
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
`,
  applies: ({ bimi }) => wantsLogo(bimi) && bimi.mark !== undefined,
  *check({ bimi: { answer, mark } }) {
    if (mark === undefined) return;
    const trouble = fileTrouble(mark) ?? contentTrouble(mark);
    if (trouble === undefined) return;
    yield {
      message: `the certificate of the logo is not to be had: ${trouble}`,
      subject: { name: answer.name, type: 'TXT' },
      data: { url: mark.url },
    };
  },
});

function contentTrouble({ content }: NonNullable<BimiFacts['mark']>): string | undefined {
  if (content === undefined) return 'the file is larger than 1 MiB';
  return content === 'none' ? 'there is no certificate in the file' : undefined;
}
