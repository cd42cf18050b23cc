import { blockersOf, hostState, shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import {
  distinctExchanges,
  exchangeKind,
  hasExchanges,
  recordsNaming,
  requireUsable,
  severityAmong,
} from '../../facts/mx/exchange.ts';
import { type MxRepair, withoutExchange } from '../../facts/mx/repair.ts';
import type { MxFacts } from '../../facts/mx.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/null-typo',
  severity: 'error',
  basis: 'standard',
  title: 'An MX spells out “no mail” in place of the null MX',
  why: 'Only the root name “.” says that a domain takes no mail; any other word is looked up as a host, and senders try for days.',
  fix: 'Where the domain takes no mail, publish the single MX record “0 .”; otherwise name the host that takes it.',
  spec: ['RFC 7505 §3'],
  needs: ['mx'],
  fails: `
@ MX 0 null
@ TXT "v=spf1 -all"
`,
  passes: `
@ MX 0 .
@ TXT "v=spf1 -all"
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const words = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'nothing');
    let fired = false;
    for (const host of eachKnown(words, blockersOf)) {
      if (hostState(host) === 'alive') continue;
      fired = true;
      yield {
        message: `the MX names “${shownName(host.name)}”, which is no host; only “.” says that no mail is wanted`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        severity: severityAmong(mx),
        data: { host: host.name, preference: host.preference },
        ...repair(mx, domain, host.name),
      };
    }
    if (fired) requireUsable(mx);
  },
});

/** RFC 7505 §3: a null MX stands alone. */
function repair(mx: MxFacts, domain: string, exchange: string): MxRepair {
  const records = recordsNaming(mx, exchange);
  if (distinctExchanges(mx).length > 1 || mx.state !== 'mx') return withoutExchange(mx, domain, exchange);
  return {
    changes: records.map(({ text }, index) => {
      const step = { name: domain, type: 'MX' as const, from: text };
      return index === 0 ? { op: 'replace', ...step, to: '0 .' } : { op: 'delete', ...step };
    }),
    safety: 'ask',
    question: `Shall ${domain} take no mail at all?`,
  };
}
