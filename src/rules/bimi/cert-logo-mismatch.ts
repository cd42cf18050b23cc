import { isSameLogo } from '../../facts/bimi/certificate.ts';
import { contentOf } from '../../facts/bimi/file.ts';
import { wantsLogo } from '../../facts/bimi.ts';
import { markOf } from '../mark.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/cert-logo-mismatch',
  severity: 'error',
  basis: 'receiver',
  title: 'The certificate vouches for another logo',
  why: 'Receivers show the logo that stands in the certificate, or none where the one in l= differs.',
  fix: 'Serve in l= the very SVG file that the authority put into the certificate.',
  spec: ['Mark Certificate Requirements 1.7 §7.1.2.3'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg; a=https://logo.example.com/logo.pem"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
;@ https://logo.example.com/logo.pem 200 application/x-pem-file
;| -----BEGIN CERTIFICATE-----
;| MIIBdTCCARygAwIBAgIUEqvTZ92XlegY/M0BzYvVN6EkpwkwCgYIKoZIzj0EAwIw
;| EjEQMA4GA1UEAwwHRXhhbXBsZTAgFw0yNjExMjUyMjI0MjBaGA8yMTI2MTEwMTIy
;| MjQyMFowEjEQMA4GA1UEAwwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
;| A0IABIZ5P7BKR92gsiFo6eLgSnTL+L4uNT3EQhazM5VLaU7NrcOOcXrN0rfe1kQw
;| PNwo7WbREnv2/tCXdzsBQsgNCkSjTjBMMBYGA1UdEQQPMA2CC2V4YW1wbGUuY29t
;| MBMGA1UdJQQMMAoGCCsGAQUFBwMfMB0GA1UdDgQWBBRze6joirp6n9zU7bT/VNab
;| kHLCwDAKBggqhkjOPQQDAgNHADBEAiBE25pgNvD3IE1vpUuuHSCCwQUBBJ+CLD7L
;| D3CaFVu07gIgcME+d6CjWELf3CbVfFSlFH+3RCrx1f8D90KWS/XjIo0=
;| -----END CERTIFICATE-----
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
  *check({ bimi: { answer, mark, logo } }) {
    const found = markOf(mark);
    if (found === undefined) return;
    const served = contentOf(logo);
    if (found.svg !== undefined && (served === undefined || isSameLogo(found.svg, served.svg))) return;
    yield {
      message:
        found.svg === undefined
          ? 'the certificate of the logo holds no logo'
          : 'the logo in the certificate is another one than the logo in l=',
      subject: { name: answer.name, type: 'TXT' },
      data: { url: mark!.url },
    };
  },
});
