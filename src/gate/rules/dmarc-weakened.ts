import { type Name, sameName, under } from '../../dns/index.ts';
import type { Requested } from '../../facts/dmarc/effective.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/dmarc-weakened',
  severity: 'error',
  basis: 'practice',
  title: 'The change asks less of receivers than DMARC asks now',
  why: 'Forged mail that receivers refuse or set aside today reaches people again.',
  fix: 'Keep the policy. If genuine mail is lost by it, take the sender that fails out of the domain, or have its mail signed.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §7.4'],
  needs: ['dmarc'],
  fails: `
- _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
+ _dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
`,
  passes: `
- _dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
+ _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  *check({ domain, before: { dmarc: before }, after: { dmarc: after } }) {
    const { policy } = after;
    // Why no policy is found has rules of its own; names that inherit one are told at the name that has it.
    if (policy === undefined || !(isOwn(before, domain) || isOwn(after, domain))) return;
    const weaker = WHOM.filter(([key]) => isWeaker(before.effective[key], after.effective[key]));
    if (weaker.length === 0) return;
    const [first] = weaker as [(typeof WHOM)[number]];
    const isOpen = first[0] === 'domain' && after.effective.domain === 'none';
    yield {
      message: weaker
        .map(([key, whom]) => `${whom}: ${before.effective[key]} becomes ${after.effective[key]}`)
        .join('; '),
      subject: { name: under('_dmarc', policy.domain), type: 'TXT' },
      severity: isOpen ? 'error' : 'warning',
      ...(policy.record && { record: policy.record.text }),
      data: { before: before.effective, after: after.effective },
    };
  },
});

const WHOM = [
  ['domain', 'the domain'],
  ['subdomains', 'sub-domains'],
  ['nonexistent', 'names that do not exist'],
] as const;

const STRENGTH: Record<Exclude<Requested, 'unknown'>, number> = {
  nothing: 0,
  none: 0,
  quarantine: 1,
  reject: 2,
};

function isWeaker(before: Requested, after: Requested): boolean {
  return before !== 'unknown' && after !== 'unknown' && STRENGTH[after] < STRENGTH[before];
}

function isOwn({ policy }: DmarcFacts, domain: Name): boolean {
  return policy !== undefined && sameName(policy.domain, domain);
}
