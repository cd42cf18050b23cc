import { under } from '../../dns/index.ts';
import type { Requested } from '../../facts/dmarc/effective.ts';
import { requireWalk } from '../../facts/dmarc/record.ts';
import type { WalkStep } from '../../facts/dmarc/walk.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { shownName } from '../../facts/hosts.ts';
import { isUnknown } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/multiple',
  severity: 'error',
  basis: 'standard',
  title: 'More than one DMARC record at one name',
  why: 'Receivers by RFC 9989 discard all of them and look further up, older ones stop: none of the policies is applied.',
  fix: 'Join the records into one: one v=DMARC1, one policy, all report addresses in one rua, separated by commas.',
  spec: ['RFC 9989 §4.10', 'RFC 7489 §6.6.3'],
  needs: ['dmarc'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc TXT "v=DMARC1; p=none; rua=mailto:reports@vendor.example"
@ MX 10 mail
mail A 192.0.2.1
vendor.example. MX 10 mail.vendor.example.
mail.vendor.example. A 192.0.2.2
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc TXT "some-verification=abc"
@ MX 10 mail
mail A 192.0.2.1
`,
  *check({ dmarc }) {
    for (const { domain, records } of stepsThatCount(dmarc)) {
      if (records.length < 2) continue;
      yield {
        message: `${records.length} DMARC records at ${shownName(under('_dmarc', domain))}: ${outcome(dmarc)}`,
        subject: { name: under('_dmarc', domain), type: 'TXT' },
        measure: records.length,
        data: { records, effective: dmarc.effective.domain, legacy: dmarc.legacy.domain },
      };
    }
  },
});

/** The domain's own step; the others only where nothing else decides. */
function* stepsThatCount({ walk, policy }: DmarcFacts): Generator<WalkStep> {
  const [own, ...above] = walk;
  if (own && !isUnknown(own.answer)) yield own;
  if (policy !== undefined || (own && own.records.length > 0)) return;
  yield* above;
  requireWalk(walk);
}

function outcome({ effective, legacy, policy }: DmarcFacts): string {
  const found = policy ? ` of ${shownName(under('_dmarc', policy.domain))}` : '';
  return `receivers by RFC 9989 discard them and apply ${words(effective.domain)}${found}, by RFC 7489 ${words(legacy.domain)}`;
}

function words(requested: Requested): string {
  return requested === 'unknown'
    ? 'what cannot be seen'
    : requested === 'nothing'
      ? 'nothing'
      : `p=${requested}`;
}
