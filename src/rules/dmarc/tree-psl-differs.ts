import { isWithin, type Name, sameName, under } from '../../dns/index.ts';
import type { Requested } from '../../facts/dmarc/effective.ts';
import { requireWalk } from '../../facts/dmarc/record.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { shownName } from '../../facts/hosts.ts';
import { Blocked, isUnknown } from '../../facts/known.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'dmarc/tree-psl-differs',
  severity: 'warning',
  basis: 'standard',
  title: 'New and old receivers see different policies or organisations',
  why: 'Receivers by RFC 9989 walk up the names, older ones ask at the domain and at its registered domain only: so they apply another policy, or let another name’s SPF and DKIM count.',
  fix: 'Publish a record at _dmarc of the domain itself: both kinds of receiver read that one first.',
  spec: ['RFC 9989 §4.10', 'RFC 9989 §4.10.2', 'RFC 7489 §6.6.3'],
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
  applies: ({ dmarc }) => dmarc.walk[0]!.records.length < 2,
  *check({ dmarc, domain }) {
    if (dmarc.policy === undefined) requireWalk(dmarc.walk);
    const hit = otherPolicy(dmarc, domain) ?? otherAlignment(dmarc, domain);
    if (hit) yield hit;
  },
});

/** Only where the domain has no record of its own, which both kinds of receiver read first. */
function otherPolicy(dmarc: DmarcFacts, domain: Name): Hit | undefined {
  const { policy, effective, legacy, legacyStep } = dmarc;
  if (policy === undefined || sameName(policy.domain, domain)) return undefined;
  if (sameName(policy.domain, legacyStep.domain)) return undefined;
  if (legacy.domain === 'unknown') throw new Blocked([legacyStep.answer]);
  if (effective.domain === 'unknown') throw new Blocked([dmarc.apex]);
  if (weight(effective.domain) === weight(legacy.domain)) return undefined;
  const at = shownName(under('_dmarc', policy.domain));
  return {
    message: `receivers by RFC 9989 apply ${effective.domain}, from ${at}; older ones ${olderOnes(dmarc)}`,
    subject: { name: under('_dmarc', domain), type: 'TXT' },
    data: {
      policyDomain: policy.domain,
      legacyDomain: legacyStep.domain,
      effective: effective.domain,
      legacy: legacy.domain,
    },
  };
}

/**
 * Relaxed alignment compares organizational domains (RFC 9989 §4.10.2): what passes in the name of one of them passes
 * for the other kind of receiver only where both come to the same.
 */
function otherAlignment(dmarc: DmarcFacts, domain: Name): Hit | undefined {
  const { policy, organizationalDomain: now, legacyStep } = dmarc;
  const record = policy?.record?.value;
  if (record === undefined || (record.adkim === 's' && record.aspf === 's')) return undefined;
  // Above a registered domain stands its registry: a lookup that failed there is no reason to hold anything back.
  if (!sameName(domain, legacyStep.domain)) requireWalk(dmarc.walk);
  // Not asked offline: there may well be a record there.
  if (isUnknown(legacyStep.answer)) return undefined;
  if (now === 'unknown' || sameName(now, legacyStep.domain)) return undefined;
  const [narrow, wide] = isWithin(now, legacyStep.domain)
    ? [now, legacyStep.domain]
    : [legacyStep.domain, now];
  const who = narrow === now ? 'older receivers' : 'receivers by RFC 9989';
  return {
    message: `mail of ${shownName(domain)} that passes as ${shownName(wide)} counts for ${who} alone: the others take ${shownName(narrow)} for an organisation of its own`,
    subject: { name: under('_dmarc', domain), type: 'TXT' },
    key: 'alignment',
    severity: 'notice',
    fix: `Have the mail of ${shownName(domain)} pass SPF or DKIM in its own name: that counts for all of them.`,
    data: { organizationalDomain: now, legacyOrganizationalDomain: legacyStep.domain },
  };
}

/** A policy that asks for nothing and no policy come to the same. */
function weight(requested: Requested): Requested {
  return requested === 'nothing' ? 'none' : requested;
}

function olderOnes({ legacy, legacyStep }: DmarcFacts): string {
  const place = shownName(under('_dmarc', legacyStep.domain));
  if (legacyStep.records.length === 0) return `find no record, at ${place} neither`;
  return legacy.domain === 'nothing' ? `cannot use ${place}` : `${legacy.domain}, from ${place}`;
}
