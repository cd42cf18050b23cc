import { Blocked, isUnknown } from '../../facts/known.ts';
import { matchesAll } from '../../facts/spf/authorised.ts';
import { hasRecord, shortName, shortText } from '../../facts/spf/descent.ts';
import { endOf, withEdits } from '../../facts/spf/end.ts';
import type { SpfNode, SpfTermFacts } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/all-pass',
  severity: 'error',
  basis: 'standard',
  title: 'The SPF record lets everybody send',
  why: 'Every server on the Internet passes SPF for the domain, and with it DMARC: forged mail looks genuine.',
  fix: 'Name the servers that send, and end the record in ~all or -all.',
  spec: ['RFC 7208 §5.1', 'RFC 7208 §5.7', 'RFC 7208 §11.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx +all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example exists:%{i}._spf.example.com exists:gone.example.com -all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root }, domain }) {
    const first = chainOf(root).find(({ facts }) => matchesAll(facts));
    if (first !== undefined && passes(first.facts)) {
      const { node, facts } = first;
      const changes = node === root && withoutOpenings(root);
      yield {
        message: `${shortText(facts.term.text)}${whose(root, node)}: mail from anywhere passes SPF as ${shortName(domain)}`,
        subject: { name: node.domain, type: 'TXT' },
        record: node.record!.text,
        span: facts.term.span,
        ...(changes && {
          changes,
          safety: 'ask',
          question: 'Which servers and services send for the domain? Name each of them before “~all”.',
        }),
      };
      return;
    }
    const unknown = chainOf(root)
      .flatMap(({ facts }) => (facts.exists ? [facts.exists] : []))
      .filter(isUnknown);
    if (unknown.length > 0) throw new Blocked(unknown);
    endOf(root);
  },
});

/** The terms of the record, then those of the one that its redirect leads to. */
function chainOf(node: SpfNode): { node: SpfNode; facts: SpfTermFacts }[] {
  const read = node.terms.filter(({ reached }) => reached);
  const next = read.find(({ term }) => term.kind === 'redirect')?.node;
  return [...read.map((facts) => ({ node, facts })), ...(next ? chainOf(next) : [])];
}

function passes({ term }: SpfTermFacts): boolean {
  return 'qualifier' in term && term.qualifier === '+';
}

function whose(root: SpfNode, node: SpfNode): string {
  return node === root ? '' : `, in the record of ${shortName(node.domain)} that redirect leads to`;
}

function withoutOpenings(root: SpfNode) {
  const openings = root.terms.filter((facts) => facts.reached && matchesAll(facts) && passes(facts));
  const edits = openings.map(({ term }) => ({ span: term.span, text: term.kind === 'all' ? '~all' : '' }));
  return withEdits(root, edits);
}
