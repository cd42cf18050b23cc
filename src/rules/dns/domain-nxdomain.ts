import { type AnyAnswer, isWithin, type Name, sameName } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { Blocked, isUnknown } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/domain-nxdomain',
  severity: 'error',
  basis: 'standard',
  title: 'The domain does not exist',
  why: 'Nothing can be published below a name that does not exist, and no mail can be sent to it or answered.',
  fix: 'Check the spelling; if it is right, register or renew the domain, or have its zone delegated.',
  spec: ['RFC 8020 §2'],
  needs: ['lookups'],
  fails: `
example.net. MX 10 mail.example.net.
mail.example.net. A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject"
`,
  *check({ lookups, domain }) {
    const own = lookups.answers.filter(({ name }) => sameName(name, domain));
    if (existsFor(domain, lookups.answers)) return;
    if (!own.some(isNxdomain)) throw new Blocked(own.filter(isUnknown));
    yield {
      message: `${shownName(domain)} does not exist: the DNS answers NXDOMAIN`,
      subject: { name: domain, type: own.find(isNxdomain)!.type },
      key: 'nxdomain',
    };
  },
});

function isNxdomain(answer: AnyAnswer): boolean {
  return answer.status === 'absent' && answer.reason === 'nxdomain';
}

/** A name with records, an alias or an empty type exists, and so does one with names below it, whatever its server says. */
function existsFor(domain: Name, answers: readonly AnyAnswer[]): boolean {
  return answers.some((answer) => {
    if (!isWithin(answer.name, domain)) return false;
    if (answer.status === 'present' || answer.chain.length > 0) return true;
    return answer.status === 'absent' && answer.reason === 'nodata';
  });
}
