import type { TlsaProblem } from '../../facts/dane/match.ts';
import { leadTime, type NextKeyFacts, nextKeysOf, placeOf } from '../../facts/dane/next-key.ts';
import { shownName } from '../../facts/hosts.ts';
import { type Asked, Blocked } from '../../facts/known.ts';
import { parametersOf, type TlsaData } from '../../records/tlsa.ts';
import { durationWords, printData } from '../../zone/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/next-key',
  severity: 'error',
  basis: 'standard',
  title: 'The key that a mail server is to show next has no TLSA record yet',
  why: 'Senders that use DANE hold mail back from a server that shows a key of which they know no record.',
  fix: 'Publish its record beside the present ones, wait twice their TTL, put the key into use, and take the old record out last.',
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
        key: one.key.host,
        data: { host: one.key.host, state: one.state, records: one.wanted.map(printed) },
        ...(one.state === 'missing' && repairOf(one)),
        ...(FIXES[one.state] && { fix: FIXES[one.state]! }),
      };
    }
    const unknown = next.filter(({ state }) => state === 'unknown');
    if (unknown.length > 0)
      throw new Blocked(unknown.flatMap(({ host }): Asked[] => host?.unread ?? [dane.mx]));
  },
});

type PerState<T> = Partial<Record<NextKeyFacts['state'], T>>;

const MESSAGES: PerState<(host: string, next: NextKeyFacts) => string> = {
  missing: (host, { key, passing, lacking, problem }) => {
    const what = key.chain.length > 0 ? 'certificate' : 'key';
    const why = (problem && PROBLEMS[problem]) ?? '';
    if (passing.length === 0) return `no TLSA record of ${host} lets its next ${what} pass${why}`;
    return `the TLSA records “${lacking.join('”, “')}” of ${host} do not let its next ${what} pass, others do`;
  },
  'certificate-wanted': (host) =>
    `whether the next key of ${host} may be used hangs on its certificate and the chain`,
  'no-server': (host) => `${host} is no mail server of this domain: its next key was not compared`,
};

/** Of records that name an authority. */
const PROBLEMS: Partial<Record<TlsaProblem, string>> = {
  name: ': it is for another name',
  dates: ': it is out of date, or one above it',
  'not-issued': ': the authority that is named did not issue it',
};

const FIXES: PerState<string> = {
  'certificate-wanted': 'Give the certificate with the chain that the server will send, as in fullchain.pem.',
  'no-server': 'Name the MX host whose key it is, as the MX record does.',
};

const printed = (record: TlsaData): string => printData('TLSA', record);

function repairOf(one: NextKeyFacts) {
  const addition = additionOf(one);
  const records = one.wanted.map((record) => `“${printed(record)}”`).join(' and ');
  return { fix: fixFor(one, 'changes' in addition ? 'what follows' : records), ...addition };
}

function fixFor({ host, wanted }: NextKeyFacts, records: string): string {
  if (wanted.length === 0)
    return 'Publish a record of each kind that lets it pass too, or take that kind out before.';
  const seconds = host && leadTime(host);
  const later =
    seconds === undefined ? 'wait twice the TTL' : `wait ${durationWords(seconds)} (twice the TTL)`;
  return `Publish ${records} beside the present ones, ${later}, put the key into use, and take the old records out last.`;
}

/** The old record stays: it is what the server shows until then. */
function additionOf(one: NextKeyFacts) {
  const { host, wanted, keepsKinds } = one;
  if (host === undefined || host.tlsa.chain.length > 0 || host.tlsa.wildcard) return {};
  const changes = wanted.map((record) => ({
    op: 'add' as const,
    name: placeOf(one),
    type: 'TLSA' as const,
    to: printed(record),
  }));
  if (changes.length === 0) return {};
  return keepsKinds
    ? { changes, safety: 'safe' as const }
    : {
        changes,
        safety: 'ask' as const,
        question: `Does a record “${parametersOf(wanted[0]!)}” of the present key stand there too, or will it? Each kind needs one.`,
      };
}
