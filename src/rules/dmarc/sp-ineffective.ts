import { type Name, sameName } from '../../dns/index.ts';
import type { Requested } from '../../facts/dmarc/effective.ts';
import {
  type DecidingRecord,
  decidingRecord,
  ownRecord,
  recordPlace,
  requireWalk,
  tagNamed,
} from '../../facts/dmarc/record.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { shownName } from '../../facts/hosts.ts';
import type { Policy } from '../../records/dmarc.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'dmarc/sp-ineffective',
  severity: 'warning',
  basis: 'standard',
  title: 'A policy for subdomains stands where no receiver reads it',
  why: 'Receivers take sp and np from the organizational domain alone; names below this one get what stands there.',
  fix: 'Write the policy for subdomains into the record of the organizational domain, or give each name a record of its own.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §4.10.1'],
  needs: ['dmarc'],
  fails: `
;? domain sub.example.com
_dmarc.sub TXT "v=DMARC1; p=reject; sp=reject; rua=mailto:dmarc@example.com"
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
@ MX 10 mail
sub MX 10 mail
mail A 192.0.2.1
`,
  passes: `
;? domain sub.example.com
_dmarc.sub TXT "v=DMARC1; p=none; sp=reject; rua=mailto:dmarc@example.com"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
sub MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check({ dmarc, domain }) {
    const deciding = ownRecord(dmarc);
    if (deciding === undefined) return;
    const { organizationalDomain: above, effective, legacyStep } = dmarc;
    // Above a registered domain stands its registry.
    if (namesSubdomains(deciding) || !sameName(legacyStep.domain, domain)) requireWalk(dmarc.walk);
    if (above === 'unknown' || sameName(above, domain)) return;
    for (const name of ['sp', 'np'] as const) {
      const wanted = deciding.record.value[name];
      const given = name === 'sp' ? effective.subdomains : inForce(dmarc);
      const tag = tagNamed(deciding, name);
      // The same policy everywhere, often from one template, misleads nobody.
      if (wanted === undefined || tag === undefined || wanted === given) continue;
      yield {
        message: `${name}=${wanted} is not read here: names below ${shownName(domain)} get the policy of ${shownName(above)}, ${given}`,
        ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
        key: name,
        data: { tag: name, organizationalDomain: above, effective: given },
      };
    }
    if (deciding.record.value.sp === undefined) yield* fartherDown(deciding, dmarc, above, domain);
  },
});

function namesSubdomains({ record }: DecidingRecord): boolean {
  return record.value.sp !== undefined || record.value.np !== undefined;
}

/** Whoever writes `p` alone may well mean the names below as well (RFC 9989 §4.10.2: `psd=n` would make it so). */
function* fartherDown(
  deciding: DecidingRecord,
  dmarc: DmarcFacts,
  above: Name,
  domain: Name,
): Generator<Hit> {
  const { p } = deciding.record.value;
  const given = dmarc.effective.subdomains;
  const tag = tagNamed(deciding, 'p');
  if (p === undefined || tag === undefined || !isLess(given, p)) return;
  yield {
    message: `p=${p} holds for ${shownName(domain)} alone: names below it get the policy of ${shownName(above)}, ${given}`,
    ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
    key: 'p',
    severity: 'notice',
    fix: `Raise the policy of ${shownName(above)}, or publish a record for each name below. With psd=n here the record would hold for them too, but mail of ${shownName(domain)} then has to pass in its own name.`,
    data: { tag: 'p', organizationalDomain: above, effective: given },
  };
}

function isLess(given: Requested, p: Policy): boolean {
  return given === 'nothing' || given === 'none' ? p !== 'none' : given === 'quarantine' && p === 'reject';
}

function inForce({ effective }: DmarcFacts): string {
  // Whether non-existence can be seen at all is another matter: dmarc/np-ineffective.
  return effective.nonexistent === 'unknown' ? effective.subdomains : effective.nonexistent;
}
