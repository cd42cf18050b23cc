import { type AnyAnswer, type Name, nameKey, sameName } from '../../dns/index.ts';
import { shownName, specialUse } from '../../facts/hosts.ts';
import { recordsOf } from '../../facts/known.ts';
import { answerTo, type LookupFacts, reverseNames } from '../../facts/lookups.ts';
import { isProof } from '../../facts/mx/exchange.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/special-use',
  severity: 'error',
  basis: 'standard',
  title: 'A name can never be in the public DNS',
  why: 'Names under .local, .localhost, .invalid, .onion and .alt are kept out of the DNS: outside one’s own network nobody finds them.',
  fix: 'Use a name of a registered domain in the public records.',
  spec: ['RFC 6761 §6.3', 'RFC 6761 §6.4', 'RFC 6762 §3', 'RFC 7686 §2', 'RFC 9476 §2'],
  needs: ['lookups'],
  fails: `
@ MX 10 mail.corp.local.
mail.corp.local. A 192.0.2.1
`,
  passes: `
@ MX 10 mail.corp.example.
mail.corp.example. A 192.0.2.1
`,
  *check({ lookups, domain }) {
    if (specialUse(domain) !== undefined) {
      yield hitFor(
        domain,
        'SOA',
        `${shownName(domain)} is no name of the public DNS: .${specialUse(domain)}`,
      );
      return;
    }
    for (const [name, answers] of namesLedTo(lookups)) {
      const severity = severityOf(lookups, domain, answers);
      const message = `the records lead to ${shownName(name)}, and .${specialUse(name)} is not in the public DNS`;
      yield { ...hitFor(name, answers[0]!.type, message), severity };
    }
  },
});

function hitFor(name: Name, type: AnyAnswer['type'], message: string) {
  return { message, subject: { name, type }, data: { name, topLevel: specialUse(name)! } };
}

/**
 * Names that were asked for and not denied: this resolver may know them, senders do not. What is denied here too is
 * told by the rules on dead names; what only a PTR record leads to is the business of whoever owns the address.
 */
function namesLedTo({ answers }: LookupFacts): Map<Name, AnyAnswer[]> {
  const reverse = reverseNames(answers);
  const found = new Map<Name, AnyAnswer[]>();
  for (const answer of answers) {
    // mx/verification-leftover
    if (answer.status === 'absent' || reverse(answer.name) || isProof(answer.name)) continue;
    for (const name of [answer.name, ...answer.chain.map(({ to }) => to)].map(nameKey)) {
      if (specialUse(name) !== undefined) found.set(name, [...(found.get(name) ?? []), answer]);
    }
  }
  return found;
}

/** A text that senders cannot read changes results; of several MX hosts, or of several SPF addresses, one is lost. */
function severityOf(lookups: LookupFacts, domain: Name, answers: AnyAnswer[]): 'error' | 'warning' {
  if (answers.some(({ type }) => type !== 'A' && type !== 'AAAA')) return 'error';
  const mx = answerTo(lookups, domain, 'MX');
  const exchanges = mx === undefined ? [] : recordsOf(mx).map(({ exchange }) => exchange);
  const others = exchanges.filter(
    (exchange) => specialUse(exchange) === undefined && hasAddress(lookups, exchange),
  );
  const leads = answers.some((answer) => exchanges.some((exchange) => sameName(exchange, answer.name)));
  return leads && others.length === 0 ? 'error' : 'warning';
}

function hasAddress(lookups: LookupFacts, host: Name): boolean {
  return (['A', 'AAAA'] as const).some((type) => answerTo(lookups, host, type)?.status === 'present');
}
