import { replacing } from '../../facts/dmarc/proposal.ts';
import {
  type DecidingRecord,
  decidingRecord,
  ownRecord,
  recordPlace,
  tagNamed,
} from '../../facts/dmarc/record.ts';
import { spliced } from '../../facts/text-edit.ts';
import type { Policy } from '../../records/dmarc.ts';
import { defineRule } from '../rule.ts';

const RANK: Record<Policy, number> = { none: 0, quarantine: 1, reject: 2 };

export default defineRule({
  id: 'dmarc/sp-weaker',
  severity: 'warning',
  basis: 'practice',
  title: 'DMARC asks for less on subdomains than on the domain',
  why: 'Whoever cannot forge the domain forges a subdomain of it, which people do not tell apart.',
  fix: 'Raise sp and np step by step to what p asks for, or drop them: p then holds for all names.',
  spec: ['RFC 9989 §4.7'],
  needs: ['dmarc', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=quarantine; sp=reject; np=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check({ dmarc, domain, role }) {
    const deciding = ownRecord(dmarc);
    // Below another organizational domain the tags are not read (dmarc/sp-ineffective); what sends no mail at all is
    // told as a whole (domain/parked-incomplete).
    if (deciding === undefined || dmarc.organizationalDomain !== domain || role.value === 'no-mail') return;
    const { p, sp, np, invalid, duplicate } = deciding.record.value;
    // What is meant has to be known first: dmarc/p-invalid, dmarc/syntax.
    if (p === undefined || [...invalid, ...duplicate].some((name) => /^[sn]p$/.test(name))) return;
    const subdomains = sp ?? p;
    if (RANK[subdomains] < RANK[p]) yield weaker(deciding, 'sp', subdomains, p);
    if (np !== undefined && RANK[np] < RANK[subdomains] && RANK[np] < RANK[p])
      yield weaker(deciding, 'np', np, p);
  },
});

function weaker(deciding: DecidingRecord, name: 'sp' | 'np', policy: Policy, p: Policy) {
  const tag = tagNamed(deciding, name)!;
  const who = name === 'sp' ? 'a subdomain' : 'a name that does not exist';
  const what = policy === 'none' ? 'is delivered as before' : 'is only set aside';
  const next: Policy = policy === 'none' ? 'quarantine' : 'reject';
  const question =
    name === 'sp'
      ? 'Do the reports show that all mail of your subdomains passes SPF or DKIM in their names?'
      : 'Does nothing of yours send in the name of subdomains that do not exist?';
  return {
    message: `p=${p}, but ${name}=${policy}: mail forged as ${who} ${what}`,
    ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
    // The next step up is another finding, and a lesser one.
    key: `${name}=${policy}`,
    severity: policy === 'none' ? ('warning' as const) : ('notice' as const),
    data: { tag: name, policy, p },
    ...replacing(deciding, {
      text: spliced(deciding.record.text, [{ span: tag.valueSpan, text: next }]),
      question,
    }),
  };
}
