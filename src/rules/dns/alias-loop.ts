import { brokenBy, questionsOf } from '../../facts/lookups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/alias-loop',
  severity: 'error',
  basis: 'standard',
  title: 'An alias chain never ends',
  why: 'Resolvers give up on aliases that lead back or on and on: nobody can read what is meant to stand behind them.',
  fix: 'Point one of the aliases to the name that holds the records, or publish the records in place of the alias.',
  spec: ['RFC 1034 §3.6.2'],
  needs: ['lookups'],
  fails: `
@ MX 10 mail
mail CNAME a.vendor.example.
a.vendor.example. CNAME b.vendor.example.
b.vendor.example. CNAME a.vendor.example.
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc CNAME example.com.dmarc.vendor.example.
example.com.dmarc.vendor.example. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  *check({ lookups }) {
    for (const { zone, failed, reverse } of brokenBy(lookups, 'cname-loop')) {
      const [first] = failed;
      yield {
        message: `no answer for ${questionsOf(failed)}: ${first!.detail.slice(0, 120)}`,
        subject: { name: first!.name, type: first!.type },
        key: zone,
        // Senders are judged by reverse names at most; nothing is lost for want of one.
        ...(reverse && { severity: 'warning' as const }),
        data: {
          zone,
          lookups: failed.map(({ name, type }) => ({ name, type })),
          chain: first!.chain.map(({ from, to }) => ({ from, to })),
        },
      };
    }
  },
});
