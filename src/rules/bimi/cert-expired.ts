import { wantsLogo } from '../../facts/bimi.ts';
import { markOf } from '../mark.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/cert-expired',
  severity: 'error',
  basis: 'receiver',
  title: 'The certificate of the logo has expired or is about to',
  why: 'From that day on receivers that ask for a certificate show no logo.',
  fix: 'Renew the mark certificate with its authority, and publish the new PEM file.',
  spec: ['Mark Certificate Requirements 1.7 §6.3.2'],
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
;| MIIBdTCCARqgAwIBAgIUXIa0sWIWlw/9jXVHLQ2C1jdzLyMwCgYIKoZIzj0EAwIw
;| EjEQMA4GA1UEAwwHRXhhbXBsZTAeFw0yNjExMjUyMjI0MjBaFw0yNjExMjQyMjI0
;| MjBaMBIxEDAOBgNVBAMMB0V4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
;| AAQtKz5TGwu7ahbyk+U8ED/A6J81/r4a6GeWj7Kk47dIarMjc17XA7LQGjNcb7P9
;| 6TpSnZ4QRzh9yrYtmZmiygnGo04wTDAWBgNVHREEDzANggtleGFtcGxlLmNvbTAT
;| BgNVHSUEDDAKBggrBgEFBQcDHzAdBgNVHQ4EFgQUnW4btl2ZhzTSzKXAJUIGkWaE
;| kiAwCgYIKoZIzj0EAwIDSQAwRgIhAMR20UZzJGDDTAa83Tc+qEkfBEKTsSCZGC1S
;| AO7BaAL4AiEAmwjxH1tIYXscsFw/0Z5OKXCVrUBGgQT4BvDpsKPytVM=
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
    const found = markOf(mark);
    if (found === undefined) return;
    const { notAfter } = found.certificate;
    const days = Math.floor((Date.parse(notAfter) - found.readAt.getTime()) / DAY_MS);
    const expired = found.faults.find(({ fault }) => fault === 'expired');
    if (expired === undefined && days > SOON_DAYS) return;
    yield {
      message: expired?.detail ?? `the certificate of the logo is valid until ${notAfter.slice(0, 10)} only`,
      severity: expired === undefined ? 'warning' : 'error',
      subject: { name: answer.name, type: 'TXT' },
      data: { notAfter },
    };
  },
});

const DAY_MS = 86_400_000;
/** An authority for marks takes days to renew. */
const SOON_DAYS = 14;
