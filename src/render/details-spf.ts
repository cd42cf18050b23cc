import type { Sections } from '../report/schema/report.ts';
import { countRows } from './details-spf-counts.ts';
import { display, displayCut } from './sink.ts';
import { resultWord } from './words.ts';

/** What the SPF section found: the tree, who passes by it, and what it says of one message. */

type SpfFacts = NonNullable<Sections['spf']>['facts'];
type Node = SpfFacts['tree'];
type Term = Node['terms'][number];

const LONGEST = 300;

export function spfRows({ tree, authorised, hosts }: SpfFacts): string[][] {
  return [
    ...treeRows(tree, 0, authorised.terms),
    ...countRows(tree),
    ...authorisedRows(authorised),
    ...hostRows(hosts),
  ];
}

/** What bounces from the domain's own servers are checked by, where they say anything of themselves. */
function hostRows(hosts: SpfFacts['hosts']): string[][] {
  return hosts.flatMap(({ host, records }) =>
    records.map((record) => ['hosts', `${display(host)}: ${displayCut(record, LONGEST)}`]),
  );
}

/** The tree, a term a line, with its place among the lookups; own terms with what they name. */
function treeRows(
  { records, terms }: Node,
  depth: number,
  shares: SpfFacts['authorised']['terms'],
): string[][] {
  if (records.length > 1)
    return records.map((record) => ['', '  '.repeat(depth) + displayCut(record, LONGEST)]);
  return terms.flatMap((term) => [
    [
      term.lookup === null ? '' : String(term.lookup).padStart(2),
      `${'  '.repeat(depth)}${displayCut(term.text, LONGEST)}${noteOn(term)}${shareOf(term, shares)}`,
    ],
    ...(term.node ? treeRows(term.node, depth + 1, []) : []),
  ]);
}

function noteOn({ text, reached, cut, node, voidLookup, mxHosts }: Term): string {
  if (!reached) return '  (never read)';
  if (cut !== null) return `  (${CUTS[cut]})`;
  if (voidLookup.ipv4 || voidLookup.ipv6) return `  (${voidInWords(voidLookup)})`;
  if (mxHosts !== null) return `  (${mxHosts} ${mxHosts === 1 ? 'host' : 'hosts'})`;
  // RFC 7208 §4.6.4
  if (/^[+?~-]?ptr\b/i.test(text)) return '  (10 names of the client at most)';
  if (node === null) return '';
  if (node.status === 'failed' || node.status === 'skipped') return '  (not read)';
  return node.records.length === 0 ? '  (no SPF record)' : '';
}

function voidInWords({ ipv4, ipv6 }: Term['voidLookup']): string {
  return ipv4 && ipv6 ? 'finds nothing' : `no ${ipv4 ? 'IPv4' : 'IPv6'} address`;
}

const CUTS = {
  loop: 'comes back to itself',
  macro: 'depends on the message',
  budget: 'not followed: too many',
  'bad-name': 'no name that can be asked for',
};

/** A term that shows its addresses itself needs no number. */
function shareOf({ text, reached }: Term, shares: SpfFacts['authorised']['terms']): string {
  const share = shares.find((one) => one.text === text);
  if (share === undefined || !reached || /^\+?ip[46]:/i.test(text)) return '';
  return `  = ${sizeInWords(share.ipv4.addresses, share.ipv6.addresses)}`;
}

/** How many IPv6 addresses a network has tells nobody anything. */
function sizeInWords(ipv4: number, ipv6: string): string {
  const four = ipv4 === 0 ? [] : [`${grouped(ipv4)} IPv4`];
  return [...four, ...(ipv6 === '0' ? [] : ['IPv6'])].join(' + ');
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

const MOST_NETWORKS = 12;

function authorisedRows({ exact, ipv4, ipv6, open }: SpfFacts['authorised']): string[][] {
  const least = exact ? '' : 'at least ';
  const four = `${least}${grouped(ipv4.addresses)} IPv4 ${ipv4.addresses === 1 ? 'address' : 'addresses'}`;
  const rows = [
    ipv4.addresses === 0 ? [] : ['', `${four}: ${networksInWords(ipv4.networks)}`],
    ipv6.networks.length === 0
      ? []
      : ['', `IPv6${exact ? '' : ', at least'}: ${networksInWords(ipv6.networks)}`],
    open.length === 0 ? [] : ['', `and whom ${openInWords(open)} let pass`],
  ].filter((row) => row.length > 0);
  return rows.map(([, words], index) => [index === 0 ? 'pass' : '', words!]);
}

function networksInWords(networks: readonly string[]): string {
  const short = networks.map((network) => network.replace(/\/(?:32(?=$)(?<!:.*)|128)$/, ''));
  const shown = short.slice(0, MOST_NETWORKS).join(', ');
  return short.length > MOST_NETWORKS ? `${shown} and ${short.length - MOST_NETWORKS} more` : shown;
}

function openInWords(open: SpfFacts['authorised']['open']): string {
  const texts = [...new Set(open.map(({ text }) => displayCut(text, 60)))];
  return texts.length > 4 ? `${texts.slice(0, 4).join(', ')} and ${texts.length - 4} more` : texts.join(', ');
}

/** What would come of the changed record. */
export function whatIfRows({ whatIf, whatIfNotes }: SpfFacts): string[][] {
  const rows = [
    ...(whatIf === null ? [] : changedRows(whatIf)),
    ...whatIfNotes.map((note) => ['', display(note)]),
  ];
  return rows.map(([label, words], index) => [index === 0 ? 'what if' : label!, words!]);
}

/** Long enough for a record to be copied from here. */
const WHOLE = 4000;

function changedRows({
  record,
  tree,
  authorised,
  lookups,
  outcome,
  permerrorFor,
}: NonNullable<SpfFacts['whatIf']>): string[][] {
  const used = `${lookups.exact ? '' : 'at least '}${lookups.value} of 10 lookups`;
  const hit = permerrorFor === 'all' ? 'everyone' : 'some senders';
  const said =
    outcome === 'permerror' ? `permerror for ${hit}` : outcome === 'temperror' ? 'not read' : outcome;
  return [
    ['', displayCut(record, WHOLE)],
    ['', `${used}, ${said}`],
    ...treeRows(tree, 0, authorised.terms),
    ...countRows(tree),
    ...authorisedRows(authorised),
  ];
}

/** What a receiver finds for one message, term by term. */
export function checkRows({ check, heloCheck }: SpfFacts): string[][] {
  if (check === null) return [];
  const { ip, mailFrom, helo, result, problem, explanation, trace } = check;
  const word = resultWord(result);
  const said = problem === null ? word : `${word}: ${display(problem)}`;
  return [
    ['check', `${ip}, MAIL FROM ${display(mailFrom)}, HELO ${display(helo)}: ${said}`],
    ...trace.map(stepRow),
    ...(explanation === null ? [] : [['', `refused senders are told: ${displayCut(explanation, LONGEST)}`]]),
    ...(heloCheck === null ? [] : [['', heloWords(heloCheck)]]),
  ];
}

/** RFC 7208 §4.6.2: who matches a term with “-”, “~” or “?” does not pass by it. */
const QUALIFIED: Record<string, string> = { '-': 'fail', '~': 'softfail', '?': 'neutral' };

function stepRow({ depth, term, outcome, note }: NonNullable<SpfFacts['check']>['trace'][number]): string[] {
  const result = outcome === 'match' ? QUALIFIED[term[0]!] : undefined;
  const marks = { match: result === undefined ? '✓' : '✗', 'no-match': '–', permerror: '!', temperror: '!' };
  const words = [note, result ?? ''].filter((one) => one !== '').join(', ');
  const said = words === '' ? '' : `  (${displayCut(words, LONGEST)})`;
  return [`  ${marks[outcome]}`, `${'  '.repeat(depth)}${displayCut(term, LONGEST)}${said}`];
}

/** RFC 7208 §2.4: a bounce has no other name to be checked by. */
function heloWords({ helo, result, matched, problem }: NonNullable<SpfFacts['heloCheck']>): string {
  const none = result === 'none' ? 'it has no SPF record' : 'no term names the client';
  const why = problem ?? (matched === null ? none : `“${matched.term}” of ${matched.domain}`);
  return `HELO ${display(helo)} alone, which decides for bounces: ${resultWord(result)} (${displayCut(why, LONGEST)})`;
}
