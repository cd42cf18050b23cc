import type { DomainResult, Finding, Posture, Sections } from '../report/schema/report.ts';
import { display } from './sink.ts';

/** The sentences of the table: facts in a postmaster's words. */

type Role = Posture['role']['value'];

const ROLE_WORDS: Record<Role, string> = {
  mail: 'sends and receives',
  'receive-only': 'receives only',
  'send-only': 'sends only',
  'no-mail': 'no mail',
  unknown: 'role not known',
};

export function roleWords({ role }: Posture, { mx }: Sections): string {
  if (role.publicSuffix) return 'a public suffix: others register names below it';
  const receives = role.value === 'unknown' && mx?.facts.state === 'mx';
  return receives ? 'receives; whether it sends is not known' : ROLE_WORDS[role.value];
}

/** Who handles the mail, where the records name somebody who is known. */
export function providerWords({ provider: { mailbox, gateway } }: Posture): string {
  if (gateway === null) return mailbox ?? '';
  return mailbox === null ? `through ${gateway}` : `${mailbox} behind ${gateway}`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** A list that stays short: the first few, and how many more. */
export function listed(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map(display).join(', ');
  return names.length <= most ? shown : `${shown} and ${names.length - most} more`;
}

export function forgedWords({ forged }: Posture, domain: string): string {
  const { word, requested, legacy } = forged.domain;
  const some = legacy.word === 'inbox' && legacy.requested === 'quarantine' ? ' for some of it' : '';
  const older = legacy.word === word ? '' : `; older receivers: ${legacy.word.toUpperCase()}${some}`;
  const who = `as ${display(domain)}`;
  switch (word) {
    case 'refused':
    case 'spam': {
      return `${word.toUpperCase()} is asked for: ${coverage(forged, word)}${older}`;
    }
    case 'inbox':
      return `INBOX: the policy asks for nothing; anyone can send ${who}${older}`;
    case 'passes':
      return requested === 'nothing'
        ? `PASSES: no DMARC policy; anyone can send ${who}${older}`
        : `PASSES: SPF lets every server send ${who}`;
    default:
      return 'not known: the records it rests on were not read';
  }
}

type Forged = Posture['forged'];

/** Whom a policy covers, and what holds for the others. */
function coverage({ subdomains, nonexistent }: Forged, word: string): string {
  const others = [
    ['subdomains', subdomains.word],
    ['unused names', nonexistent.word],
  ] as const;
  const same = others.filter(([, other]) => other === word).map(([who]) => who);
  const different = others.filter(([, other]) => other !== word);
  const rest = different.map(([who, other]) => `; ${who}: ${other.toUpperCase()}`).join('');
  return `${['domain', ...same].join(', ')}${rest}`;
}

/** Whose trouble it is that lookups were not answered. */
export function causeName({ kind, name }: Pick<DomainResult['causes'][number], 'kind' | 'name'>): string {
  if (kind === 'name-servers') return `name servers of ${display(name)}`;
  return name === 'none' ? 'no server' : display(name);
}

export interface SectionRow {
  label: string;
  state: 'ok' | 'error' | 'warning' | 'notice' | '?' | '–';
  words: string;
}

const LABELS = { mx: 'MX', address: 'A', spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC' } as const;
type Named = keyof typeof LABELS;

/** A row for each section that was read. */
export function sectionRows({ sections }: DomainResult): SectionRow[] {
  return (Object.keys(LABELS) as Named[]).flatMap((name) => {
    const section = sections[name];
    if (section === undefined) return [];
    return [{ label: LABELS[name], state: stateOf(section), words: WORDS[name](section.facts as never) }];
  });
}

function stateOf({ status, worst }: { status: string; worst: string }): SectionRow['state'] {
  if (status === 'findings') return worst as 'error';
  if (status === 'inconclusive') return '?';
  return status === 'skipped' ? '–' : 'ok';
}

type FactsOf<S extends Named> = NonNullable<Sections[S]>['facts'];

/** Not answered, or not asked because the run is offline: below the table it says which. */
const NOT_READ = 'not read';

const WORDS: { [S in Named]: (facts: FactsOf<S>) => string } = {
  mx: mxWords,
  address: addressWords,
  spf: spfWords,
  dkim: dkimWords,
  dmarc: dmarcWords,
};

function mxWords({ state, hosts, unasked, own }: FactsOf<'mx'>): string {
  switch (state) {
    case 'null-mx':
      return 'null MX: no mail wanted';
    case 'null-mx-with-others':
      return `a null MX, which says no mail is wanted, beside ${hostWords(hosts, unasked)}`;
    case 'implicit':
      return `no MX; mail goes to the domain’s own ${own.addresses.length === 1 ? 'address' : 'addresses'}: ${listed(own.addresses)}`;
    case 'none':
      return 'no MX and no address: nothing receives mail';
    case 'unknown':
      return NOT_READ;
    default:
      return hostWords(hosts, unasked);
  }
}

function hostWords(hosts: FactsOf<'mx'>['hosts'], unasked: number): string {
  const more = unasked === 0 ? '' : `; ${unasked} more not looked at`;
  return `${plural(hosts.length, 'host')}: ${listed(hosts.map(({ host }) => host))}${families(hosts)}${more}`;
}

function families(hosts: readonly { addresses: string[] }[]): string {
  const addresses = hosts.flatMap(({ addresses: some }) => some);
  const v6 = addresses.some((address) => address.includes(':'));
  const v4 = addresses.some((address) => !address.includes(':'));
  if (!v4 && !v6) return '';
  return ` (${v4 && v6 ? 'IPv4 + IPv6' : v4 ? 'IPv4' : 'IPv6 only'})`;
}

function addressWords({ hosts, reverse, unasked }: FactsOf<'address'>): string {
  const addresses = new Set(hosts.flatMap((host) => host.addresses)).size;
  const confirmed = reverse.filter(({ names }) => names.some((name) => name.confirmed === true)).length;
  const asked = reverse.filter(({ status }) => status === 'present' || status === 'absent').length;
  const back =
    asked === 0
      ? ''
      : `; reverse DNS confirms ${confirmed} of ${asked}${unasked === 0 ? '' : `, ${unasked} more not asked`}`;
  if (addresses === 0 && hosts.some(({ state }) => state === 'unknown')) return NOT_READ;
  return `${addresses === 0 ? 'no address' : addresses === 1 ? '1 address' : `${addresses} addresses`}${back}`;
}

function spfWords(facts: FactsOf<'spf'>): string {
  const { check, heloCheck } = facts;
  const helo = heloCheck === null ? '' : `, HELO alone: ${heloCheck.result}`;
  return `${spfRecordWords(facts)}${check === null ? '' : `; ${check.ip}: ${check.result}${helo}`}`;
}

function spfRecordWords({ outcome, record, lookups, permerrorFor }: FactsOf<'spf'>): string {
  if (outcome === 'none') return 'no record';
  if (record === null) return outcome === 'temperror' ? NOT_READ : 'more than one record';
  const used = `${lookups.exact ? '' : 'at least '}${lookups.value} of 10 lookups`;
  const all = /(?:^| )([-~?+]?all)\b/i.exec(record)?.[1];
  const end = all === undefined ? (/redirect=/i.test(record) ? 'redirect' : 'no “all”') : `ends in ${all}`;
  if (outcome === 'permerror')
    return `permerror for ${permerrorFor === 'all' ? 'everyone' : 'some senders'}; ${used}`;
  return `${used}, ${end}`;
}

function dkimWords({ status, keys, tried, wildcard, unanswered }: FactsOf<'dkim'>): string {
  if (status === 'absent') return 'no selector exists';
  const named = keys.filter(({ given, byWildcard }) => given || !byWildcard);
  if (named.length > 0) return listed(named.map((key) => `${key.selector} (${keyWords(key)})`));
  if (wildcard === true) {
    const revoked = keys.length > 0 && keys.every((key) => key.status === 'revoked');
    return revoked ? 'a wildcard revokes every selector' : 'only a wildcard answers';
  }
  if (tried.length === 0) return 'not known: no selector was asked for';
  if (unanswered.length === tried.length) return NOT_READ;
  if (unanswered.length > 0) return `not known: ${listed(unanswered)} not read`;
  return `not known: none of ${tried.length} guessed selectors; give --selector`;
}

function keyWords({ status, keyType, bits }: FactsOf<'dkim'>['keys'][number]): string {
  if (status !== 'ok') return status;
  return keyType === 'rsa' ? `RSA ${bits}` : 'Ed25519';
}

function dmarcWords({ outcome, effectivePolicy, policyDomain, walk, reports }: FactsOf<'dmarc'>): string {
  if (outcome === 'temperror') return NOT_READ;
  if (outcome === 'none')
    return policyDomain === null ? 'no policy' : 'a record, but no policy that receivers apply';
  const own = walk[0]?.name === `_dmarc.${policyDomain}`;
  return `${effectivePolicy}${own ? '' : `, inherited from ${display(policyDomain ?? '')}`}${reportWords(reports)}`;
}

/** Where no report arrives; else, of reports to others, that they may: those to the domain itself need nobody's word. */
function reportWords(reports: FactsOf<'dmarc'>['reports']): string {
  const lost = reports.filter(
    ({ authorisation, takesMail }) => authorisation === 'missing' || takesMail === false,
  );
  if (lost.length > 0) return `, no reports to ${listed([...new Set(lost.map(({ host }) => host))], 2)}`;
  const others = reports.filter(({ authorisation }) => authorisation !== 'not-needed');
  if (others.length === 0 || others.some(({ authorisation }) => authorisation === 'unknown')) return '';
  return ', reports authorised';
}

const CHANGE_INDENT = ' '.repeat(9);

/**
 * A change as zone lines; a record that is shown already is not written out again. Data is never broken, so that what is
 * copied from a terminal is the record: it stands on a line of its own where it does not fit.
 */
export function changeLines({ changes, record }: Finding, width: number | undefined): string[] {
  const fit = (label: string, owner: string, data: string): string[] =>
    width === undefined || label.length + owner.length + data.length + 1 <= width
      ? [`${label}${owner}${owner === '' ? '' : ' '}${data}`]
      : [`${label}${owner}`.trimEnd(), `${CHANGE_INDENT}${data}`];
  return changes.flatMap(({ op, name, type, from, to }) => {
    const owner = `${display(name)}. ${type}`;
    if (op === 'delete') return fit('delete   ', owner, display(from ?? ''));
    const publish = fit('publish  ', owner, display(to ?? ''));
    if (op === 'add') return publish;
    const isShown = record !== null && from !== undefined && textOf(from) === record;
    if (isShown) return [...publish, `${CHANGE_INDENT}instead of the record above`];
    return [...publish, ...fit(`${CHANGE_INDENT}instead of`, '', ` ${display(from ?? '')}`)];
  });
}

/** The text of TXT data as a zone file writes it. */
function textOf(data: string): string {
  return data
    .replace(/"\s+"/g, '')
    .replace(/^"|"$/g, '')
    .replace(/\\(\d{3}|["\\])/g, (_escape, what: string) =>
      what.length === 3 ? String.fromCharCode(Number(what)) : what,
    );
}
