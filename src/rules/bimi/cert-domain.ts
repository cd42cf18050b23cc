import { isMarkFor } from '../../facts/bimi/certificate.ts';
import { wantsLogo } from '../../facts/bimi.ts';
import { markOf } from '../mark.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/cert-domain',
  severity: 'error',
  basis: 'receiver',
  title: 'The certificate of the logo is for another domain',
  why: 'Receivers show a logo only for domains that its certificate names.',
  fix: 'Have the authority issue the certificate for this domain, or publish the one that names it.',
  spec: ['Mark Certificate Requirements 1.7 §7.1.4.2.1'],
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
;| MIIBdzCCARygAwIBAgIUBdmFqu/PmlqDAf0dNNqHUydV0/4wCgYIKoZIzj0EAwIw
;| EjEQMA4GA1UEAwwHRXhhbXBsZTAgFw0yNjExMjUyMjI0MjFaGA8yMTI2MTEwMTIy
;| MjQyMVowEjEQMA4GA1UEAwwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
;| A0IABOpQgLI7YNruatwYb9dTbtpzXMf2HZTWdZHVNmiHrEc85zJ0J6Kn/qkGIR7G
;| mi7t7LKgR72jhSSysmGyLB1uGoOjTjBMMBYGA1UdEQQPMA2CC2V4YW1wbGUubmV0
;| MBMGA1UdJQQMMAoGCCsGAQUFBwMfMB0GA1UdDgQWBBQueKApl5l0wF3FJWQIC+6v
;| jYMZrDAKBggqhkjOPQQDAgNJADBGAiEAlZ6llwUmpTIb82BtvzBcXhjlK9IcAeDq
;| nvuJ1ZB7u48CIQC6V3HSC6anrE2EVrvkhtaXJOY8ioJYe6JJ6bvVNj7bnQ==
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
  *check({ bimi: { answer, mark }, domain }) {
    const found = markOf(mark);
    if (found === undefined || isMarkFor(found, domain)) return;
    const names = found.certificate.names.slice(0, 5).join(', ') || 'no domain';
    yield {
      message: `the certificate of the logo is for ${names}, not for ${domain}`,
      subject: { name: answer.name, type: 'TXT' },
      data: { names: found.certificate.names.slice(0, 100) },
    };
  },
});
