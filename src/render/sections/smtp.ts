import { isOldTls, tlsName } from '../../facts/smtp/tls.ts';
import { display } from '../sink.ts';
import { listed, plural } from '../words.ts';
import { type FactsOf, NOT_READ, type SectionView } from './section.ts';

type Facts = FactsOf<'smtp'>;
type Server = Facts['hosts'][number]['servers'][number];
type Spoken = { host: string; server: Server };

export const smtp: SectionView<'smtp'> = {
  label: 'SMTP',
  words: smtpWords,
  rows: smtpRows,
  unused: ({ hosts, unread }) => hosts.length === 0 && !unread,
};

function smtpWords(facts: Facts): string {
  const all = spokenIn(facts);
  if (all.length === 0) return facts.unread ? NOT_READ : 'no server takes mail';
  if (all.every(({ server }) => server.state === 'skipped')) return NOT_READ;
  if (all.every(({ server }) => wordsFor(server) === UNREACHED)) return 'port 25 not reachable from here';
  return [...securedWords(all), ...otherWords(all)].join('; ');
}

function securedWords(all: readonly Spoken[]): string[] {
  const secured = all.filter(({ server }) => server.tls !== null);
  if (secured.length === 0) return [];
  const count = `${secured.length} of ${plural(all.length, 'server')}`;
  return [`${count}: STARTTLS, ${versionWords(secured)}, ${certificateWords(secured)}`];
}

function spokenIn({ hosts }: Facts): Spoken[] {
  return hosts.flatMap(({ host, servers }) => servers.map((server) => ({ host, server })));
}

/** Those without TLS, by name; by address where the host has others. */
function otherWords(all: readonly Spoken[]): string[] {
  const names = new Map<string, Set<string>>();
  for (const { host, server } of all.filter((one) => one.server.tls === null)) {
    const words = wordsFor(server);
    const isWhole = all.every((one) => one.host !== host || wordsFor(one.server) === words);
    names.set(words, (names.get(words) ?? new Set()).add(isWhole ? host : server.address));
  }
  return [...names].map(([words, whose]) => `${listed([...whose])}: ${words}`);
}

const UNREACHED = 'not reached';
const TOO_LATE = 'no answer in the time for this domain';

function wordsFor({ state, reached, reason, security, tls }: Server): string {
  if (tls !== null) return SECURITY.established;
  if (state === 'answered') return SECURITY[security ?? 'unknown'];
  if (state === 'not-smtp') return 'no SMTP';
  if (state === 'refused') return 'will not talk to us';
  if (reason === 'not-public') return 'not a public address';
  if (reason === 'too-late') return TOO_LATE;
  return reached ? 'gives no answer' : UNREACHED;
}

function versionWords(secured: readonly Spoken[]): string {
  const versions = [...new Set(secured.map(({ server }) => server.tls!.version))].sort();
  return versions.map(tlsName).join(' and ');
}

function certificateWords(secured: readonly Spoken[]): string {
  const faulty = secured.filter(({ server }) => server.tls!.faults.length > 0);
  const certificates = secured.length === 1 ? 'certificate' : 'certificates';
  if (faulty.length === secured.length) return `${certificates} not trusted`;
  if (faulty.length > 0) return `${plural(faulty.length, 'certificate')} not trusted`;
  const ends = secured.flatMap(({ server }) => server.tls!.chain.slice(0, 1).map(({ notAfter }) => notAfter));
  return `${certificates} valid until ${ends.sort()[0]?.slice(0, 10) ?? '?'}`;
}

function smtpRows(facts: Facts): string[][] {
  const rows = facts.hosts.flatMap(({ host, servers }) =>
    servers.map((server) => [display(host), server.address, serverWords(server)]),
  );
  const submission = facts.submission.servers
    .filter(({ published, state }) => published || state === 'answered')
    .map((server) => [display(server.host), `port ${server.port}`, serverWords(server)]);
  const more = facts.unasked + facts.hosts.reduce((sum, { unasked }) => sum + unasked, 0);
  const unasked = more === 0 ? [] : [['', '', `${more} more hosts or addresses not spoken to`]];
  return [...rows, ...submission, ...unasked];
}

type Described = Omit<Server, 'address' | 'oldTls' | 'pipelined'> & Partial<Pick<Server, 'oldTls'>>;

function serverWords({ state, detail, security, tls, oldTls }: Described): string {
  if (state === 'skipped') return 'not spoken to';
  if (state !== 'answered') return display(detail ?? '');
  const words =
    tls === null ? `${SECURITY[security ?? 'unknown']}${detail === null ? '' : `: ${detail}`}` : '';
  const secured = tls === null ? [] : tlsRow(tls);
  const old =
    oldTls !== undefined && isOldTls(oldTls) && oldTls !== tls?.version
      ? [`takes ${tlsName(oldTls)} too`]
      : [];
  return [words, ...secured, ...old]
    .filter((part) => part !== '')
    .map(display)
    .join(', ');
}

const SECURITY = {
  established: 'STARTTLS',
  'not-offered': 'no STARTTLS',
  refused: 'STARTTLS refused',
  broken: 'STARTTLS broken',
  unknown: 'STARTTLS not read',
};

function tlsRow({ version, chain, faults }: NonNullable<Server['tls']>): string[] {
  const [leaf] = chain;
  const until = leaf === undefined ? 'no certificate' : `certificate until ${leaf.notAfter.slice(0, 10)}`;
  const kind =
    leaf === undefined
      ? []
      : [`${leaf.keyType.toUpperCase()}${leaf.keyBits === null ? '' : ` ${leaf.keyBits}`}`];
  const why = faults.map(({ fault }) => fault.replaceAll('-', ' '));
  return [tlsName(version), until, ...kind, ...why];
}
