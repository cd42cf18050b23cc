import { exceeds } from '../../facts/known.ts';
import { asNetworks, costOfTerms } from '../../facts/spf/cost.ts';
import { hasRecord } from '../../facts/spf/descent.ts';
import { withEdits } from '../../facts/spf/end.ts';
import { MAX_LOOKUPS } from '../../facts/spf/evaluate.ts';
import { idleTerms, lookupsOf, mayTheyGo } from '../../facts/spf/idle.ts';
import { listed, mayPass } from '../../facts/spf/senders.ts';
import type { SpfFacts, SpfTermFacts } from '../../facts/spf.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'spf/lookup-limit',
  severity: 'error',
  basis: 'standard',
  title: 'SPF needs more than 10 DNS lookups',
  why: 'A receiver stops at the limit: mail from whoever stands behind it gets permerror, which many treat as a failure.',
  fix: 'Drop includes of services no longer used, or replace “a” and “mx” by the addresses they stand for.',
  spec: ['RFC 7208 §4.6.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 a mx include:a.example include:b.example -all"
@ A 192.0.2.1
@ MX 10 mail
mail A 192.0.2.2
a.example. TXT "v=spf1 include:c.example a:1.a.example a:2.a.example a:3.a.example -all"
b.example. TXT "v=spf1 a:1.a.example a:2.a.example a:3.a.example -all"
c.example. TXT "v=spf1 ip4:192.0.2.3 -all"
1.a.example. A 192.0.2.4
1.a.example. AAAA 2001:db8::4
2.a.example. A 192.0.2.5
2.a.example. AAAA 2001:db8::5
3.a.example. A 192.0.2.6
3.a.example. AAAA 2001:db8::6
`,
  passes: `
@ TXT "v=spf1 mx include:a.example ~all"
@ MX 10 mail
mail A 192.0.2.2
a.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf, domain }) {
    if (!exceeds(spf.lookups, MAX_LOOKUPS)) return;
    const terms = costOfTerms(spf.root);
    const first = terms.find(({ over }) => over)!;
    yield {
      message: `${spf.lookups.atLeast} of ${MAX_LOOKUPS} DNS lookups: ${whom(terms)}`,
      subject: { name: domain, type: 'TXT' },
      measure: spf.lookups.atLeast,
      record: spf.root.record!.text,
      span: first.span,
      data: {
        lookups: spf.lookups.atLeast,
        limit: MAX_LOOKUPS,
        terms: terms.map(({ text, span, upTo, over }) => ({ text, span, upTo, over })),
      },
      ...proposal(spf, terms),
    };
  },
});

type Terms = ReturnType<typeof costOfTerms>;

function whom(terms: Terms): string {
  const text = (some: Terms) => listed(some.map((term) => term.text));
  const behind = terms.filter(({ over, facts }) => over && facts.term.kind !== 'all');
  const passing = terms.filter(({ over, facts }) => !over && mayPass(facts));
  const still =
    passing.length === 0 ? '' : `; ${text(passing)} still ${passing.length === 1 ? 'passes' : 'pass'}`;
  return `permerror for ${text(behind)} and every host not listed${still}`;
}

/**
 * Drops what names nobody, or nobody new; then replaces own `a` and `mx`, from the last on, by the addresses that they
 * stand for now. Nothing where that is not enough: which service is not used any more only the owner knows.
 */
function proposal({ root, lookups }: SpfFacts, terms: Terms): Partial<Hit> {
  if (lookups.blockedBy.length > 0) return {};
  const idle = idleTerms(root);
  const gone = new Set(idle);
  const excess = lookups.atLeast - MAX_LOOKUPS - idle.reduce((sum, facts) => sum + lookupsOf(facts), 0);
  const networks = terms.flatMap(({ facts }) => {
    const text = gone.has(facts) ? undefined : asNetworks(facts);
    return text === undefined ? [] : [{ facts, text }];
  });
  if (networks.length < excess) return {};
  const replaced = excess > 0 ? networks.slice(-excess) : [];
  const edits = [...idle.map((facts) => ({ facts, text: '' })), ...replaced];
  const changes = withEdits(
    root,
    edits.map(({ facts, text }) => ({ span: facts.term.span, text })),
  );
  return changes ? { changes, safety: 'ask', question: questionOn(idle, replaced) } : {};
}

function questionOn(idle: SpfTermFacts[], replaced: { facts: SpfTermFacts }[]): string {
  const names = listed(replaced.map(({ facts }) => facts.term.text));
  const stay = `Do the addresses behind ${names} stay the same? Each later change of them must go into the record.`;
  return [...(idle.length > 0 ? [mayTheyGo(idle)] : []), ...(replaced.length > 0 ? [stay] : [])].join(' ');
}
