import { under } from '../../dns/index.ts';
import { steppingUp } from '../../facts/dmarc/next-step.ts';
import {
  asksForNothing,
  type DecidingRecord,
  isWildcards,
  recordPlace,
  requireWalk,
} from '../../facts/dmarc/record.ts';
import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import type { Tag } from '../../records/tags.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/p-none',
  severity: 'warning',
  basis: 'practice',
  title: 'DMARC asks receivers for nothing',
  why: 'Mail forged in the domain’s name is delivered as before: p=none watches, it does not protect.',
  fix: 'Read the reports; once all of your own mail passes, raise the policy to quarantine, later to reject.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §7.4'],
  needs: ['dmarc', 'role', 'spf'],
  fails: `
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx ~all"
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  *check(facts) {
    const { dmarc, domain } = facts;
    const { policy, effective } = dmarc;
    if (policy === undefined) requireWalk(dmarc.walk);
    // Whether the domain exists chooses between sp and np.
    if (effective.domain === 'unknown') known(dmarc.apex);
    if (policy?.record === undefined || effective.domain !== 'none') return;
    // dmarc/p-invalid, dmarc/syntax and dmarc/p-none-no-rua say more.
    if (isBroken(policy.record) || asksForNothing(dmarc) === true) return;
    const name = under('_dmarc', policy.domain);
    const deciding = {
      step: policy,
      name,
      record: policy.record,
      byWildcard: isWildcards(policy, dmarc.probe),
    };
    const own = policy === dmarc.walk[0];
    const tag = tagInForce(deciding, own ? ['p'] : ['sp', 'p']);
    yield {
      message: `${own ? '' : `${shownName(deciding.name)} decides for ${shownName(domain)}: `}${said(deciding, tag)}`,
      ...recordPlace(deciding, tag && { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      data: { effective: effective.domain, legacy: dmarc.legacy.domain },
      ...(own && steppingUp(deciding, facts)),
    };
  },
});

/** None by a mistake: the policy is written, and receivers cannot read it. */
function isBroken({ value, faults }: DecidingRecord['record']): boolean {
  const missing = faults.some(({ code }) => code === 'missing-p');
  return value.invalid.some((name) => /^(?:s?p|np)$/.test(name)) || (value.p === undefined && !missing);
}

function tagInForce({ record }: DecidingRecord, names: string[]): Tag | undefined {
  const found = names.map((wanted) => record.value.tags.find(({ name }) => name.toLowerCase() === wanted));
  return found.find((tag) => tag !== undefined);
}

function said({ record }: DecidingRecord, tag: Tag | undefined): string {
  if (tag === undefined) return 'no policy is named, which asks for nothing';
  const { t } = record.value;
  const written = `${tag.name}=${tag.value}`;
  // RFC 9989 §4.7: testing lowers the policy by one step; receivers of RFC 7489 do not know the tag.
  return t === 'y' && !/^none$/i.test(tag.value)
    ? `${written} with t=y asks for nothing yet; older receivers do not know t and apply ${tag.value.toLowerCase()}`
    : `${written} asks for nothing: forged mail is delivered as before`;
}
