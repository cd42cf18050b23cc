import { Blocked, exceeds, isUnknown } from '../../facts/known.ts';
import { hasRecord, type Placed, placedTerms, termInWords } from '../../facts/spf/descent.ts';
import { withoutTerms } from '../../facts/spf/edit.ts';
import { MAX_VOID_LOOKUPS } from '../../facts/spf/evaluate.ts';
import { listed } from '../../facts/spf/senders.ts';
import { type SpfFacts, type SpfTermFacts, termsOf } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/void-limit',
  severity: 'error',
  basis: 'standard',
  title: 'More than 2 SPF terms find nothing in the DNS',
  why: 'A receiver stops at the third lookup that finds nothing: mail from whoever stands behind it gets permerror.',
  fix: 'Drop the terms whose names have no address any more, or correct their names.',
  spec: ['RFC 7208 §4.6.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 a:old1.example.net a:old2.example.net mx:old3.example.net ip4:192.0.2.1 -all"
`,
  passes: `
@ TXT "v=spf1 a:old1.example.net a:old2.example.net exists:%{d}.list.example.net exists:two.list.example.net a:four.example.net ~all"
four.example.net. A 192.0.2.1
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf, domain }) {
    const { root, voidLookups } = spf;
    const { ipv4, ipv6 } = voidLookups;
    // Engines that ask for the client's family alone differ; both are hit only where both counts are over.
    if (!exceeds(ipv4, MAX_VOID_LOOKUPS) || !exceeds(ipv6, MAX_VOID_LOOKUPS)) {
      requireExists(spf);
      return;
    }
    const empty = placedTerms(root).filter(({ facts }) => isEmpty(facts, 'a') || isEmpty(facts, 'aaaa'));
    const dead = empty.filter(
      ({ node, facts }) => node === root && isEmpty(facts, 'a') && isEmpty(facts, 'aaaa'),
    );
    const left = Math.min(ipv4.atLeast, ipv6.atLeast) - dead.length;
    const texts = dead.map(({ facts }) => facts.term.text);
    const changes = left <= MAX_VOID_LOOKUPS && withoutTerms(root, texts);
    yield {
      message: `${Math.min(ipv4.atLeast, ipv6.atLeast)} void lookups, ${MAX_VOID_LOOKUPS} allowed: ${listed(empty.map(({ facts }) => facts.term.text))} find nothing`,
      subject: { name: domain, type: 'TXT' },
      measure: Math.min(ipv4.atLeast, ipv6.atLeast),
      record: root.record!.text,
      ...(dead[0] && { span: dead[0].facts.term.span }),
      data: { ipv4: ipv4.atLeast, ipv6: ipv6.atLeast, terms: empty.map(describe) },
      ...(changes && {
        changes,
        safety: 'ask',
        question: `Are ${listed(texts)} gone for good? Otherwise correct the names.`,
      }),
    };
  },
});

/** An `exists` that finds nothing counts for some receivers; where it fails, all of them answer temperror. */
function requireExists({ root }: SpfFacts): void {
  const answers = [...termsOf(root)].flatMap(({ facts }) => facts.exists ?? []);
  if (answers.some(isUnknown)) throw new Blocked(answers.filter(isUnknown));
}

function isEmpty({ host, mx }: SpfTermFacts, family: 'a' | 'aaaa'): boolean {
  return host?.[family].status === 'absent' || mx?.status === 'absent';
}

function describe(placed: Placed) {
  return { text: placed.facts.term.text, domain: placed.node.domain, words: termInWords(placed) };
}
