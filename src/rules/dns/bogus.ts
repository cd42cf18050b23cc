import { brokenBy, questionsOf } from '../../facts/lookups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/bogus',
  severity: 'error',
  basis: 'standard',
  title: 'DNSSEC signatures do not hold',
  why: 'Every validating resolver throws the answers away: to their users the records do not exist, and mail stops.',
  fix: 'Sign the zone anew and compare its keys with the DS record at the parent; if in doubt, remove the DS first.',
  spec: ['RFC 4035 §5.5', 'RFC 8914 §4.7'],
  needs: ['lookups'],
  fails: `
;! BOGUS example.com TXT
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  *check({ lookups }) {
    for (const { zone, failed, reverse } of brokenBy(lookups, 'bogus')) {
      const [first] = failed;
      yield {
        message: `the resolver refuses ${questionsOf(failed)}: ${first!.detail.slice(0, 80)}${lossOf(failed)}`,
        subject: { name: first!.name, type: first!.type },
        key: zone,
        // Senders are judged by reverse names at most; nothing is lost for want of one.
        ...(reverse && { severity: 'warning' as const }),
        data: { zone: zone, lookups: failed.map(({ name, type }) => ({ name, type })) },
      };
    }
  },
});

/** RFC 7672 §2.1.1: whether the records exist or not, without a valid answer a sender may not deliver. */
function lossOf(failed: readonly { type: string }[]): string {
  return failed.every(({ type }) => type === 'TLSA') ? '; senders that use DANE hold their mail back' : '';
}
