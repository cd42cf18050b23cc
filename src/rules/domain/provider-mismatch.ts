import { isWithin } from '../../dns/index.ts';
import { isOwn, isToBeUsed } from '../../facts/dkim/keys.ts';
import type { DkimFacts } from '../../facts/dkim.ts';
import { Blocked, eachKnown, known } from '../../facts/known.ts';
import { operatorsOf } from '../../facts/mx/operator.ts';
import type { MxFacts } from '../../facts/mx.ts';
import { ownerOf, type Provider } from '../../facts/provider.ts';
import { PROVIDERS, signsOfAlias } from '../../facts/providers.ts';
import { nodesOf, type SpfFacts, type SpfTermFacts, termsOf, unknownOf } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'domain/provider-mismatch',
  severity: 'notice',
  basis: 'practice',
  title: 'SPF names another mailbox provider than MX',
  why: 'After a move the old provider can still send as the domain, and mail from the new one passes no SPF.',
  fix: 'Name in SPF whoever sends today, and drop the include of a provider that you have left.',
  spec: ['RFC 7208 §5.2'],
  needs: ['mx', 'spf', 'dkim'],
  fails: `
@ MX 10 in1-smtp.messagingengine.com.
in1-smtp.messagingengine.com. A 192.0.2.1
@ TXT "v=spf1 include:_spf.google.com ~all"
_spf.google.com. TXT "v=spf1 ip4:198.51.100.0/24 ~all"
`,
  passes: `
@ MX 10 in1-smtp.messagingengine.com.
in1-smtp.messagingengine.com. A 192.0.2.1
@ TXT "v=spf1 include:spf.messagingengine.com include:_spf.google.com ~all"
_spf.google.com. TXT "v=spf1 ip4:198.51.100.0/24 ~all"
spf.messagingengine.com. TXT "v=spf1 ip4:203.0.113.0/24 ~all"
`,
  applies: ({ mx }) => holderOf(mx) !== undefined,
  *check({ mx, spf, dkim, domain }) {
    const holder = holderOf(mx)!;
    const senders = sendersIn(spf);
    const others = senders?.filter(({ kind }) => kind === 'mailbox') ?? [];
    if (senders === undefined || others.length === 0) return;
    // A gateway may take all mail out, whoever holds the mailboxes.
    if (senders.some((sender) => sender === holder || sender.kind === 'gateway')) return;
    // Whoever signs sends: then the mailboxes may only receive.
    if (others.some((other) => signs(other, dkim)) && !signs(holder, dkim)) return;
    const names = others.map(({ name }) => name);
    yield {
      message: `MX leads to ${holder.name}, SPF to ${names.join(' and ')}: mail that ${holder.name} sends passes no SPF`,
      subject: { name: domain, type: 'TXT' },
      record: spf.root.records[0]!,
      data: { mx: holder.name, spf: names },
    };
  },
});

/** The one provider that all MX hosts belong to, where it holds mailboxes and is known in SPF. */
function holderOf(mx: MxFacts): Provider | undefined {
  known(mx.answer);
  const [first] = operatorsOf(mx.hosts);
  const isAlone = mx.unasked === 0 && first?.hosts.length === mx.hosts.length;
  return isAlone && first.provider.kind === 'mailbox' && first.provider.spf ? first.provider : undefined;
}

/** Everybody whom SPF lets send, at any depth; nothing where it lets hosts send whose owner cannot be told. */
function sendersIn({ root, outcome }: SpfFacts): Provider[] | undefined {
  known(root.answer);
  if (outcome !== 'valid') {
    const unknown = unknownOf(root);
    if (unknown.length > 0) throw new Blocked(unknown);
    return undefined;
  }
  const own = [...termsOf(root)].filter(({ node }) => isWithin(node.domain, root.domain));
  if (!own.every(({ facts }) => isTold(facts, root.domain))) return undefined;
  const names = [...nodesOf(root)].map(({ domain }) => ownerOf(domain, 'spf', PROVIDERS));
  return [...new Set(names.filter((provider) => provider !== undefined))];
}

/** Whoever passes by this term of the domain's own is known by name. */
function isTold({ term, target, node }: SpfTermFacts, domain: string): boolean {
  if (term.kind === 'include' || term.kind === 'redirect') {
    if (target === undefined || node?.record === undefined) return false;
    return isWithin(target, domain) || ownerOf(target, 'spf', PROVIDERS) !== undefined;
  }
  if (term.kind === 'exp' || term.kind === 'unknown-modifier') return true;
  return term.kind === 'all' && term.qualifier !== '+';
}

/** A key behind an alias of the provider's, or under a selector that is its own. */
function signs({ name, common = [], more = [] }: Provider, { selectors }: DkimFacts): boolean {
  const keys = selectors.filter((at) => isOwn(at));
  for (const { answer, selector, keys: published } of eachKnown(keys, ({ answer }) => [answer])) {
    if (!published.some(isToBeUsed)) continue;
    if (signsOfAlias(answer)[0]?.provider.name === name || [...common, ...more].includes(selector))
      return true;
  }
  return false;
}
