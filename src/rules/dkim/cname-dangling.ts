import { labelsOf, type Name, nameOf } from '../../dns/index.ts';
import { serviceOf } from '../../facts/dkim/aliases.ts';
import { isMeantAsKey, knownWildcard } from '../../facts/dkim/keys.ts';
import { foreignDomain } from '../../facts/dkim/m365.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, isUnknown } from '../../facts/known.ts';
import { signsOfAlias } from '../../facts/providers.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { printData } from '../../zone/index.ts';
import { type Change, defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'dkim/cname-dangling',
  severity: 'warning',
  basis: 'practice',
  title: 'A DKIM selector is an alias that leads to no key',
  why: 'If the service signs with it, no signature verifies; if it is no longer in use, the alias serves nobody.',
  fix: 'If the service still sends for you, switch DKIM on there for this very domain; otherwise delete the alias.',
  spec: ['RFC 6376 §3.6.2.2'],
  needs: ['dkim'],
  fails: `
mail._domainkey CNAME key1.dkim.vendor.example.
vendor.example. A 192.0.2.9
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
mail._domainkey CNAME key1.dkim.vendor.example.
key1.dkim.vendor.example. TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
dkim._domainkey CNAME key2.dkim.vendor.example.
`,
  applies: ({ dkim }) => dkim.selectors.some(({ answer }) => answer.chain.length > 0 || isUnknown(answer)),
  *check({ dkim, domain }) {
    knownWildcard(dkim);
    // Any selector that was not answered may hold the key that makes the others spare.
    for (const _ of eachKnown(dkim.selectors, answersFor));
    const dangling = dkim.selectors.filter((at) => isDangling(at, domain) && !isSpare(at, dkim.selectors));
    const groups = new Map<string | undefined, [SelectorFacts, ...SelectorFacts[]]>();
    for (const at of dangling) {
      const service = serviceOf(at.answer);
      const group = groups.get(service);
      if (group) group.push(at);
      else groups.set(service, [at]);
    }
    // With no key left, the domain would seem never to have had one.
    for (const group of groups.values()) yield hitFor(group, dkim.status === 'found');
  },
});

function hitFor(group: [SelectorFacts, ...SelectorFacts[]], mayGo: boolean): Hit {
  const [{ answer }] = group;
  const selectors = group.map(({ selector }) => selector);
  const target = answer.chain.at(-1)!.to;
  const provider = signsOfAlias(answer)[0]?.provider.name;
  const whose = provider ?? nameOf(labelsOf(target).slice(-2));
  const isGone = answer.status === 'absent' && answer.reason === 'nxdomain';
  const end = isGone ? 'does not exist' : 'has no TXT record';
  return {
    message:
      selectors.length === 1
        ? `selector ${selectors[0]} leads to ${shownName(target)}${provider ? ` (${provider})` : ''}, which ${end}`
        : `selectors ${selectors.slice(0, 4).join(', ')} lead to names of ${shownName(whose)} without a key, such as ${shownName(target)}`,
    subject: { name: answer.name, type: 'CNAME' },
    measure: selectors.length,
    data: { selectors, target, ...(provider && { provider }) },
    ...(mayGo && withoutAliases(group, provider)),
  };
}

/** dkim/selector-missing tells of those given, dkim/cname-unregistered of those that anybody may take over. */
function isDangling({ given, byWildcard, answer, registration }: SelectorFacts, domain: Name): boolean {
  const [alias] = answer.chain;
  if (given || byWildcard || answer.status !== 'absent' || alias === undefined) return false;
  // Nor is it news where dkim/m365-target-mismatch says why.
  return !isUnregistered(registration) && foreignDomain(alias.to, domain) === undefined;
}

/** Services that rotate give out several aliases, and publish the next key when its turn comes. */
function isSpare(at: SelectorFacts, selectors: readonly SelectorFacts[]): boolean {
  return selectors.some(
    (other) => other.keys.some(isMeantAsKey) && serviceOf(at.answer) === serviceOf(other.answer),
  );
}

function answersFor({ answer, registration }: SelectorFacts) {
  return registration ? [answer, registration.answer] : [answer];
}

function withoutAliases(group: readonly SelectorFacts[], provider: string | undefined) {
  const changes = group.flatMap(({ answer }): Change[] => {
    const [alias] = answer.chain;
    if (alias?.kind !== 'CNAME') return [];
    const from = printData('CNAME', { target: alias.to });
    return [{ op: 'delete', name: answer.name, type: 'CNAME', from }];
  });
  const question = `Has ${provider ?? 'the service behind it'} stopped sending for the domain?`;
  return changes.length === group.length ? { changes, safety: 'ask' as const, question } : {};
}
