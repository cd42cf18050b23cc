import { sameName, under } from '../../dns/index.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import type { Requested } from '../../facts/dmarc-effective.ts';
import { requireWalk } from '../../facts/dmarc-record.ts';
import { shownName } from '../../facts/hosts.ts';
import { Blocked } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/tree-psl-differs',
  severity: 'warning',
  basis: 'standard',
  title: 'New and old receivers take the policy from different records',
  why: 'Receivers by RFC 9989 walk up the names, older ones ask at the domain and at its registered domain only: they ask for different things.',
  fix: 'Publish a record at _dmarc of the domain itself: both kinds of receiver read that one first.',
  spec: ['RFC 9989 §4.10', 'RFC 7489 §6.6.3'],
  needs: ['dmarc'],
  fails: `
;? domain a.b.example.com
_dmarc.b TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
a.b MX 10 mail
mail A 192.0.2.1
`,
  passes: `
;? domain a.b.example.com
_dmarc.b TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
a.b MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => dmarc.walk[0]!.records.length === 0,
  *check({ dmarc, domain }) {
    const { policy, effective, legacy, legacyStep } = dmarc;
    if (policy === undefined) requireWalk(dmarc.walk);
    if (policy === undefined || sameName(policy.domain, domain)) return;
    if (sameName(policy.domain, legacyStep.domain)) return;
    if (legacy.domain === 'unknown') throw new Blocked([legacyStep.answer]);
    if (effective.domain === 'unknown') throw new Blocked([dmarc.apex]);
    if (weight(effective.domain) === weight(legacy.domain)) return;
    const at = shownName(under('_dmarc', policy.domain));
    yield {
      message: `receivers by RFC 9989 apply ${effective.domain}, from ${at}; older ones ${olderOnes(dmarc)}`,
      subject: { name: under('_dmarc', domain), type: 'TXT' },
      data: {
        policyDomain: policy.domain,
        legacyDomain: legacyStep.domain,
        effective: effective.domain,
        legacy: legacy.domain,
      },
    };
  },
});

/** A policy that asks for nothing and no policy come to the same. */
function weight(requested: Requested): Requested {
  return requested === 'nothing' ? 'none' : requested;
}

function olderOnes({ legacy, legacyStep }: DmarcFacts): string {
  const place = shownName(under('_dmarc', legacyStep.domain));
  if (legacyStep.records.length === 0) return `find no record, at ${place} neither`;
  return legacy.domain === 'nothing' ? `cannot use ${place}` : `${legacy.domain}, from ${place}`;
}
