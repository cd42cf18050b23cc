import { under } from '../../dns/index.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, isUnknown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { printData } from '../../zone/index.ts';
import { type Change, defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/cname-unregistered',
  severity: 'error',
  basis: 'practice',
  title: 'A DKIM selector is an alias into a domain that anybody may register',
  why: 'Whoever registers it publishes a key there and signs mail in the domain’s name, which then passes DMARC.',
  fix: 'Delete the alias; if the service is still in use, point it at the name that the service gives out today.',
  spec: ['RFC 6376 §3.6.2.2'],
  needs: ['dkim'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
google._domainkey CNAME key1.dkim.gone.example.
`,
  passes: `
google._domainkey CNAME key1.dkim.vendor.example.
vendor.example. A 192.0.2.9
`,
  applies: ({ dkim }) => dkim.selectors.some(({ answer, registration }) => registration || isUnknown(answer)),
  *check({ dkim, domain }) {
    const told = new Set<string>();
    for (const at of eachKnown(dkim.selectors, answersFor)) {
      if (!isUnregistered(at.registration)) continue;
      const target = at.answer.chain.at(-1)!.to;
      const name = at.byWildcard ? under('*._domainkey', domain) : at.answer.name;
      // A wildcard gives every selector the same alias.
      if (told.has(name)) continue;
      told.add(name);
      yield {
        message: `${shownName(name)} leads to ${shownName(target)}, and ${shownName(at.registration!.domain)} is not registered`,
        subject: { name, type: 'CNAME' },
        data: { selector: at.selector, target, unregistered: at.registration!.domain },
        ...withoutAlias(at),
      };
    }
  },
});

function answersFor({ answer, registration }: SelectorFacts) {
  return registration ? [answer, registration.answer] : [answer];
}

/** A selector in use needs another alias, which only its service knows. */
function withoutAlias({ given, byWildcard, answer }: SelectorFacts): { changes?: Change[]; safety?: 'safe' } {
  const [alias] = answer.chain;
  if (given || byWildcard || alias?.kind !== 'CNAME') return {};
  const from = printData('CNAME', { target: alias.to });
  return { changes: [{ op: 'delete', name: answer.name, type: 'CNAME', from }], safety: 'safe' };
}
