import { isUnknown } from '../../facts/known.ts';
import { endOf } from '../../facts/spf/end.ts';
import type { SpfFacts, SpfNode } from '../../facts/spf.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/spf-all-weakened',
  severity: 'error',
  basis: 'practice',
  title: 'The change lets SPF say nothing against servers that it does not name',
  why: 'Today mail from any other server fails SPF; after the change it counts as if the domain had no SPF.',
  fix: 'End the record in ~all or -all, as it does now. Name a sender that is missing instead.',
  spec: ['RFC 7208 §4.7', 'RFC 7208 §8.2'],
  needs: ['spf', 'dmarc'],
  fails: `
- @ TXT "v=spf1 ip4:192.0.2.25 -all"
+ @ TXT "v=spf1 ip4:192.0.2.25 ?all"
`,
  passes: `
- @ TXT "v=spf1 ip4:192.0.2.25 -all"
+ @ TXT "v=spf1 ip4:192.0.2.25 ~all"
`,
  *check({ domain, before, after }) {
    // Everybody who passes, and records that cannot be read, have rules of their own.
    if (!isRead(before.spf) || !isRead(after.spf)) return;
    const [old, now] = [lastWord(before.spf), lastWord(after.spf)];
    if (!asks(old) || asks(now) || now === '+all') return;
    const { domain: policy } = after.dmarc.effective;
    yield {
      message: `servers that are not named: ${old} becomes ${now ?? 'no “all”'}`,
      subject: { name: domain, type: 'TXT' },
      // A policy that refuses what does not pass makes no difference between fail and neutral.
      severity: policy === 'none' || policy === 'nothing' ? 'error' : 'warning',
      record: after.spf.root.record!.text,
      data: { before: old ?? null, after: now ?? null },
    };
  },
});

/** Includes that are not read change nothing about the end of the record. */
function isRead({ root, outcome }: SpfFacts): boolean {
  const holds = outcome === 'valid' || outcome === 'temperror';
  return holds && root.record !== undefined && isEndRead(root);
}

function isEndRead({ answer, terms }: SpfNode): boolean {
  const next = terms.find(({ term, reached }) => reached && term.kind === 'redirect')?.node;
  return !isUnknown(answer) && (next === undefined || isEndRead(next));
}

/** What holds for a client that matches no other term; undefined where the record does not say (RFC 7208 §4.7). */
function lastWord({ root }: SpfFacts): string | undefined {
  const { all } = endOf(root);
  return all && `${all.qualifier}all`;
}

function asks(word: string | undefined): boolean {
  return word === '-all' || word === '~all';
}
