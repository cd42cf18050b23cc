import { leadTime, type NextKeyFacts, nextKeysOf, placeOf } from '../../facts/dane/next-key.ts';
import { shownName } from '../../facts/hosts.ts';
import { type Asked, Blocked } from '../../facts/known.ts';
import { parametersOf } from '../../records/tlsa.ts';
import { durationWords, printData } from '../../zone/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/next-key',
  severity: 'error',
  basis: 'standard',
  title: 'The key that a mail server is to show next has no TLSA record yet',
  why: 'From the moment the server shows it, senders that use DANE hold their mail back, until they see its record.',
  fix: 'Publish its record beside the present ones, wait twice their TTL, then put the key into use; take the old record out last.',
  spec: ['RFC 7671 §8.1', 'RFC 7671 §8.4'],
  needs: ['dane'],
  fails: `
;? next-key mail.example.com leaf
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 217c03c3839ecc0c950f8031e0c13e13e9fb0821a50b194af14fa5e1d8a7b39f
`,
  passes: `
;? next-key mail.example.com leaf
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 217c03c3839ecc0c950f8031e0c13e13e9fb0821a50b194af14fa5e1d8a7b39f
_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
`,
  applies: ({ dane }) => dane.nextKeys.length > 0,
  *check({ dane }) {
    const next = nextKeysOf(dane);
    for (const one of next) {
      const message = MESSAGES[one.state]?.(shownName(one.key.host), one);
      if (message === undefined) continue;
      yield {
        message,
        subject: { name: placeOf(one), type: 'TLSA' },
        key: `${one.key.host} ${one.record.data.slice(0, 32)}`,
        data: { host: one.key.host, state: one.state, record: printData('TLSA', one.record) },
        ...(one.state === 'no-server' && { fix: 'Name the MX host whose key it is, as the MX record does.' }),
        ...(one.state === 'missing' && { fix: fixFor(one), ...addition(one) }),
      };
    }
    const unknown = next.filter(({ state }) => state === 'unknown');
    if (unknown.length > 0)
      throw new Blocked(unknown.flatMap(({ host }): Asked[] => host?.unread ?? [dane.mx]));
  },
});

type Messages = Partial<Record<NextKeyFacts['state'], (host: string, next: NextKeyFacts) => string>>;

const MESSAGES: Messages = {
  missing: (host, { key }) =>
    `no TLSA record of ${host} lets its next ${key.chain.length > 0 ? 'certificate' : 'key'} pass`,
  'certificate-wanted': (host) =>
    `no TLSA record names the next key of ${host}; give its certificate with the chain, to see whether that of an authority does`,
  'no-server': (host) => `${host} is no mail server of this domain: its next key was not compared`,
};

function fixFor({ host }: NextKeyFacts): string {
  return `Publish its record beside the present ones, put the key into use ${durationWords(leadTime(host!))} later (twice the TTL), and take the old record out last.`;
}

/** The old record stays: it is what the server shows until then. */
function addition(one: NextKeyFacts) {
  const { host, record, isOfUsedKind } = one;
  if (host === undefined || host.tlsa.chain.length > 0 || host.tlsa.wildcard) return {};
  const changes = [
    { op: 'add' as const, name: placeOf(one), type: 'TLSA' as const, to: printData('TLSA', record) },
  ];
  return isOfUsedKind
    ? { changes, safety: 'safe' as const }
    : {
        changes,
        safety: 'ask' as const,
        question: `Does a record “${parametersOf(record)}” of the present key stand there too, or will it? Each kind needs one.`,
      };
}
