import type { AnyAnswer } from '../../dns/index.ts';
import type { Facts } from '../../facts/facts.ts';
import { Blocked, isUnknown, known } from '../../facts/known.ts';
import { mayAnythingPass } from '../../facts/spf/passing.ts';
import { unknownOf } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'domain/no-aligned-path',
  severity: 'error',
  basis: 'standard',
  title: 'DMARC asks receivers to turn away mail that nothing can authenticate',
  why: 'With strict alignment only the domain’s own SPF record or DKIM keys count; with neither, its own mail is turned away too.',
  fix: 'Repair SPF or publish a DKIM key and sign with it; until then ask for p=none.',
  spec: ['RFC 9989 §4.4', 'RFC 9989 §4.7'],
  needs: ['spf', 'dkim', 'dmarc', 'role'],
  fails: `
@ TXT "v=spf1 include:_spf.vendor.example mx ~all"
@ MX 10 mail
mail A 192.0.2.1
vendor.example. A 192.0.2.9
_dmarc TXT "v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:dmarc@example.com"
`,
  passes: `
@ TXT "v=spf1 mx ~all"
@ MX 10 mail
mail A 192.0.2.1
_dmarc TXT "v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:dmarc@example.com"
`,
  applies: sends,
  *check({ spf, dkim, dmarc, domain }) {
    const conditions = [nothingPassesSpf(spf), noKeyExists(dkim), isEnforcedStrictly(dmarc)];
    // What is known to be well settles the matter, whatever else could not be asked.
    if (conditions.some((condition) => condition === false)) return;
    const unknown = conditions.flatMap((condition) => (condition === true ? [] : (condition as AnyAnswer[])));
    if (unknown.length > 0) throw new Blocked(unknown);
    const wish = dmarc.effective.domain === 'reject' ? 'refuse' : 'set aside';
    const trouble = spf.outcome === 'none' ? 'there is no SPF record' : 'SPF is permerror for every sender';
    yield {
      message: `${trouble}, no DKIM key exists, and strict DMARC asks receivers to ${wish} what neither passes`,
      subject: { name: domain, type: 'TXT' },
      key: 'no-aligned-path',
      data: { spf: spf.outcome, policy: dmarc.effective.domain },
    };
  },
});

/** Yes, no, or the failed lookups that leave it open. */
type Condition = boolean | AnyAnswer[];

/** The owner says so, or an SPF record was written for somebody to pass; an MX alone is no sign of sending. */
function sends({ role, spf }: Pick<Facts, 'role' | 'spf'>): boolean {
  if (role.source === 'declared') return role.value === 'mail' || role.value === 'send-only';
  known(spf.root.answer);
  return mayAnythingPass(spf.root);
}

function nothingPassesSpf({ root, outcome, permerrorFor }: Facts['spf']): Condition {
  if (outcome === 'none') return true;
  if (outcome !== 'temperror' && permerrorFor !== 'all') return false;
  // Behind a failed include may stand a term that passes somebody before the permerror.
  const unknown = unknownOf(root);
  return unknown.length > 0 ? unknown : outcome === 'permerror';
}

/** Guesses that found nothing prove nothing. */
function noKeyExists({ status, domainKey, selectors }: Facts['dkim']): Condition {
  if (status !== 'unknown') return status === 'absent';
  const exists =
    domainKey.status === 'present' || (domainKey.status === 'absent' && domainKey.reason === 'nodata');
  const unknown = [domainKey, ...selectors.map(({ answer }) => answer)].filter(isUnknown);
  return exists || unknown.length === 0 ? false : unknown;
}

/** RFC 9989 §4.4: with relaxed alignment a subdomain's SPF or DKIM may speak for the domain, and that cannot be seen. */
function isEnforcedStrictly({ walk, policy, effective }: Facts['dmarc']): Condition {
  const record = policy?.record?.value;
  if (record && (record.adkim !== 's' || record.aspf !== 's')) return false;
  if (effective.domain !== 'unknown')
    return effective.domain === 'quarantine' || effective.domain === 'reject';
  return walk.map(({ answer }) => answer).filter(isUnknown);
}
