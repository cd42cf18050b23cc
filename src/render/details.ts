import type { DomainResult, Sections } from '../report/schema/report.ts';
import { checkRows, spfRows, whatIfRows } from './details-spf.ts';
import { grid } from './grid.ts';
import { display, displayCut } from './sink.ts';

/** What a section found, piece by piece: shown where one section is asked for, and with -v. */
export function details({ sections }: DomainResult, width: number | undefined, indent: string): string[] {
  const { dns, mx, address, spf, dkim, dmarc } = sections;
  return blocksOf(
    [
      mx ? mxRows(mx.facts) : [],
      address ? addressRows(address.facts) : [],
      spf ? spfRows(spf.facts) : [],
      spf ? whatIfRows(spf.facts) : [],
      spf ? checkRows(spf.facts) : [],
      dkim ? dkimRows(dkim.facts) : [],
      dmarc ? dmarcRows(dmarc.facts) : [],
      dns?.facts ? nameServerRows(dns.facts) : [],
    ],
    width,
    indent,
  );
}

/** What was asked for beyond an audit, which is shown however short the rest is. */
export function asked(
  { sections: { spf } }: DomainResult,
  width: number | undefined,
  indent: string,
): string[] {
  return blocksOf([spf ? whatIfRows(spf.facts) : []], width, indent);
}

function blocksOf(blocks: string[][][], width: number | undefined, indent: string): string[] {
  return blocks.filter((rows) => rows.length > 0).flatMap((rows) => ['', ...shortened(rows, width, indent)]);
}

/** A hostile record has thousands of terms; nobody reads more rows than these. */
const MOST_ROWS = 120;

function shortened(rows: string[][], width: number | undefined, indent: string): string[] {
  const lines = grid(rows.slice(0, MOST_ROWS), width, indent);
  return rows.length <= MOST_ROWS
    ? lines
    : [...lines, `${indent}… and ${rows.length - MOST_ROWS} more, see --format json`];
}

type FactsOf<S extends 'mx' | 'address' | 'spf' | 'dkim' | 'dmarc'> = NonNullable<Sections[S]>['facts'];
type Chain = FactsOf<'mx'>['hosts'][number]['chain'];

const LONGEST = 300;

function mxRows({ hosts, unasked }: FactsOf<'mx'>): string[][] {
  const rows = hosts.map(({ preference, host, state, addresses, chain }) => [
    String(preference).padStart(5),
    display(host),
    `${addresses.length > 0 ? addresses.join(', ') : STATES[state]}${aliasWords(chain)}`,
  ]);
  return [...rows, ...unaskedRow(unasked, 'hosts')];
}

/** What there was too much of, below a table of so many columns. */
function unaskedRow(count: number, what: string, columns = 3): string[][] {
  const words = `${count} more ${what} not looked at`;
  return count === 0 ? [] : [[...Array<string>(columns - 1).fill(''), words]];
}

const STATES = { alive: '', nxdomain: 'does not exist', 'no-address': 'has no address', unknown: 'not read' };

function aliasWords(chain: Chain): string {
  return chain.length === 0 ? '' : ` (alias of ${chain.map(({ to }) => display(to)).join(', ')})`;
}

function addressRows({ hosts, reverse }: FactsOf<'address'>): string[][] {
  const named = hosts.flatMap(({ host, addresses }) => addresses.map((address) => ({ host, address })));
  const others = reverse.filter(({ address }) => !named.some((other) => other.address === address));
  const rows = [...named, ...others.map(({ address }) => ({ host: '(named in SPF)', address }))];
  return rows.map(({ host, address }) => [
    display(host),
    address,
    reverseWords(reverse.find((one) => one.address === address)),
  ]);
}

function reverseWords(reverse: FactsOf<'address'>['reverse'][number] | undefined): string {
  if (reverse === undefined) return '';
  if (reverse.names.length === 0) return REVERSE_STATES[reverse.status];
  const words = { true: 'confirmed', false: 'does not lead back', unknown: 'not read' };
  const more = reverse.unasked === 0 ? '' : `, ${reverse.unasked} more names not looked at`;
  const named = reverse.names.map(({ name, confirmed }) => `${display(name)}: ${words[`${confirmed}`]}`);
  return `${named.join(', ')}${more}`;
}

const REVERSE_STATES = {
  present: '',
  absent: 'no reverse name',
  failed: 'reverse name not read',
  skipped: 'reverse name not asked',
};

/** What is allowed but unwise; a mistake is told by its own finding. */
const ISSUES: Record<string, string> = {
  testing: 'marked as a test',
  'sha1-only': 'for SHA-1 alone, which nobody may use',
  'historic-g': 'with the obsolete tag “g”',
  'weak-below-1024': 'too short: 2048 bits are advised',
  'weak-below-2048': '2048 bits are advised',
  'above-4096': 'over 4096 bits, which not every receiver reads',
  'unusual-exponent': 'with an unusual exponent',
  'weak-modulus': 'easy to break',
};

function issueWords(issue: string): string {
  return ISSUES[issue] ?? issue.replaceAll('-', ' ');
}

function dkimRows({ keys, privateKey, unanswered, unasked }: FactsOf<'dkim'>): string[][] {
  const rows = keys.map(({ selector, status, keyType, bits, issues, chain, byWildcard, provider }) => [
    display(selector),
    keyType === null ? '–' : keyType === 'rsa' ? `RSA ${bits}` : 'Ed25519',
    [
      status,
      ...(provider ? [provider] : []),
      ...issues.map(issueWords),
      ...(byWildcard ? ['by a wildcard'] : []),
    ]
      .map(display)
      .join(', ') + aliasWords(chain),
  ]);
  const unread = unanswered.length > 5 ? [] : unanswered;
  return [
    ...rows,
    ...unread.map((selector) => [display(selector), '?', 'not read']),
    ...(privateKey === null ? [] : [['private key', '', PAIRINGS[privateKey]]]),
    ...unaskedRow(unasked, 'selectors'),
  ];
}

const PAIRINGS = {
  matches: 'belongs to the published key',
  differs: 'does not belong to the published key',
  revoked: 'its published key is revoked',
  absent: 'no key is published for it',
  unknown: 'not known whether it belongs to what is published',
};

function dmarcRows({
  walk,
  effective,
  legacy,
  policyDomain,
  legacyPolicyDomain,
  reports,
  unasked,
}: FactsOf<'dmarc'>): string[][] {
  const found = walk.findIndex(({ records }) => records.length > 0);
  const wordsAt = (index: number) => ({
    present: 'no DMARC record',
    absent: 'no record',
    failed: 'not read',
    skipped: found !== -1 && found < index ? 'not needed' : 'not asked',
  });
  const steps = walk.map(({ name, status, records }, index) => [
    display(name),
    records.length === 0
      ? wordsAt(index)[status]
      : records.map((record) => displayCut(record, LONGEST)).join('  and  '),
  ]);
  const policies = ({ domain, subdomains, nonexistent, percent }: typeof effective): string =>
    `domain ${domain}, subdomains ${subdomains}, unused names ${nonexistent}${percent === null ? '' : `, for ${percent} %`}`;
  const isOther = legacyPolicyDomain !== null && legacyPolicyDomain !== policyDomain;
  const older = isOther ? `, by the record at _dmarc.${display(legacyPolicyDomain)}` : '';
  const targets = reports.map((report) => [
    report.tag,
    `${displayCut(report.address, LONGEST)}${reportNote(report)}`,
  ]);
  return [
    ...steps,
    ['newer receivers (RFC 9989)', policies(effective)],
    ['older receivers (RFC 7489)', `${policies(legacy)}${older}`],
    ...targets,
    ...unaskedRow(unasked, 'report addresses', 2),
  ];
}

function reportNote({ takesMail, authorisation }: FactsOf<'dmarc'>['reports'][number]): string {
  const notes = {
    'not-needed': '',
    authorised: 'authorised by its domain',
    missing: 'not authorised by its domain',
    unknown: 'authorisation not read',
  };
  const words = [takesMail === false ? 'its domain takes no mail' : '', notes[authorisation]].filter(Boolean);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function nameServerRows({
  nameServers,
  unasked,
}: NonNullable<NonNullable<Sections['dns']>['facts']>): string[][] {
  const rows = nameServers.map(({ host, address, state, serial }) => [
    display(host),
    address,
    serial === null ? SERVER_STATES[state] : `serves the zone, serial ${serial}`,
  ]);
  return [...rows, ...unaskedRow(unasked, 'name servers, or addresses of them,')];
}

const SERVER_STATES = {
  authority: 'serves the zone',
  lame: 'does not serve the zone',
  silent: 'does not answer',
  'not-reached': 'not reached from here',
};
