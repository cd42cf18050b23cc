import { sameName } from '../../dns/index.ts';
import { nextStep } from '../../facts/dmarc/next-step.ts';
import { replacing } from '../../facts/dmarc/proposal.ts';
import { ownRecord, requireWalk } from '../../facts/dmarc/record.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { known } from '../../facts/known.ts';
import { requireRole } from '../../facts/mx/role.ts';
import type { MxFacts } from '../../facts/mx.ts';
import { type Change, defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'domain/parked-incomplete',
  severity: 'warning',
  basis: 'practice',
  title: 'A domain without mail does not say so everywhere',
  why: 'What is never used for mail is forged the more freely: each record that says so lets receivers refuse forged mail at once.',
  fix: 'Publish v=spf1 -all, DMARC with p=reject for all names, and the null MX “0 .” where the domain has an address.',
  spec: ['RFC 7208 §10.1.2', 'RFC 7505 §3', 'RFC 9989 §4.7'],
  needs: ['mx', 'spf', 'dmarc', 'role'],
  fails: `
@ A 192.0.2.80
@ TXT "v=spf1 -all"
_dmarc TXT "v=DMARC1; p=quarantine; sp=none"
`,
  passes: `
@ A 192.0.2.80
@ MX 0 .
@ TXT "v=spf1 ?all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  applies: ({ role, spf }) => {
    requireRole(role, spf);
    const mayBe = role.value === 'no-mail' || (role.value === 'unknown' && role.quiet);
    return mayBe && !role.publicSuffix;
  },
  *check(facts) {
    const { mx, dmarc, role, domain } = facts;
    const policy = weakness(dmarc);
    const open = opening(mx);
    const missing = [open, policy].filter((one) => one !== undefined);
    if (missing.length === 0) return;
    const owned = ownRecord(dmarc);
    const record: Partial<Hit> =
      policy !== undefined && owned ? replacing(owned, nextStep(owned, facts)) : {};
    const free = mx.answer.chain.length === 0 && mx.own.a.chain.length === 0 && mx.state === 'implicit';
    const nullMx: Change[] = free ? [{ op: 'add', name: domain, type: 'MX', to: '0 .' }] : [];
    const changes = [...nullMx, ...(record.changes ?? [])];
    const inferred = { safety: 'ask' as const, question: `Does ${domain} neither send nor take mail?` };
    yield {
      message: `nothing sends as ${domain}; still missing: ${missing.join('; ')}`,
      subject: { name: domain, type: open === undefined ? 'TXT' : 'MX' },
      key: [open && 'mx', policy && 'dmarc'].filter(Boolean).join(' '),
      // Mail that a web server is offered is a nuisance; mail that is forged is harm.
      ...(policy === undefined && { severity: 'notice' as const }),
      data: { missing },
      ...(changes.length > 0 && {
        changes,
        ...(role.source === 'declared' ? { safety: 'safe' as const } : inferred),
      }),
    };
  },
});

/** RFC 7505: without MX, mail is offered to the domain's address; without an address nobody can be offered any. */
function opening(mx: MxFacts): string | undefined {
  known(mx.answer);
  if (mx.state === 'unknown') [mx.own.a, mx.own.aaaa].forEach(known);
  if (mx.state === 'implicit') return 'a null MX, for the domain has an address';
  return mx.state === 'mx' ? 'a null MX in place of the mail servers' : undefined;
}

/** None at all, p=none and a test have rules of their own, with the same repair. */
function weakness(dmarc: DmarcFacts): string | undefined {
  if (dmarc.policy === undefined) requireWalk(dmarc.walk);
  const { domain: p, subdomains, nonexistent } = dmarc.effective;
  if (p === 'none' || p === 'nothing' || p === 'unknown' || dmarc.policy?.record?.value.t === 'y')
    return undefined;
  if (p !== 'reject') return `DMARC that has forged mail refused (it asks for ${p})`;
  if (!sameName(dmarc.policy!.domain, dmarc.walk[0]!.domain)) return undefined;
  // Below another organizational domain the record for subdomains is not this one.
  if (!sameName(dmarc.organizationalDomain, dmarc.walk[0]!.domain)) return undefined;
  const low = [subdomains, nonexistent].find((one) => one === 'none' || one === 'quarantine');
  return low === undefined ? undefined : `DMARC reject for subdomains (it asks for ${low})`;
}
