import type { MarkCertificate } from '../../facts/bimi/certificate.ts';
import { wantsLogo } from '../../facts/bimi.ts';
import { markOf } from '../mark.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/cert-chain',
  severity: 'error',
  basis: 'receiver',
  title: 'The certificate of the logo is not one that receivers accept',
  why: 'A mark certificate counts only where an authority for marks issued it for BIMI, and its whole chain is in the file.',
  fix: 'Publish the PEM file as the authority gave it: the mark certificate first, then every intermediate.',
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
  *check({ bimi: { answer, mark } }) {
    const problems = problemsOf(markOf(mark));
    if (problems.length === 0) return;
    yield {
      message: `the certificate of the logo does not count: ${problems.join('; ')}`,
      subject: { name: answer.name, type: 'TXT' },
      measure: problems.length,
      data: { url: mark!.url },
    };
  },
});

/** That it has expired is told by bimi/cert-expired. */
function problemsOf(mark: MarkCertificate | undefined): string[] {
  if (mark === undefined) return [];
  const chain = mark.faults.filter(({ fault }) => fault !== 'expired').map(({ detail }) => detail);
  return mark.isForMarks ? chain : [...chain, 'it was not made for logos (BIMI)'];
}
