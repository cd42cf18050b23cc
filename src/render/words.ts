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

/** How mail to the domain travels; empty where there is none, or where that is not read. */
export function transportWords({ transport }: Posture): string {
  if (transport === null || transport.value === 'no-mail') return '';
  const by = transport.by.map((one) => PROTECTIONS[one]).join(' and ');
  switch (transport.value) {
    case 'protected':
      return `ENCRYPTED, to servers that are checked: by ${by}`;
    case 'held':
      return 'HELD BACK by senders that use DANE: no server shows what its TLSA records name';
    case 'opportunistic':
      return by === ''
        ? 'may travel in the clear: no DANE, no MTA-STS'
        : `may travel in the clear: ${by} covers some of the servers only`;
    case 'clear':
      return 'travels in the CLEAR: a server offers no encryption';
    default:
      return 'not known whether it must be encrypted';
  }
}

const PROTECTIONS = { dane: 'DANE', 'mta-sts': 'MTA-STS' };

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
  if (kind === 'network') return `could not reach ${display(name)} from here`;
  return name === 'none' ? 'no server' : display(name);
}

/** A result of SPF, DKIM or DMARC; what a lookup left open is no result, whatever its name in the standards. */
export function resultWord(result: string): string {
  return result === 'temperror' || result === 'unknown' ? 'not known' : result;
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
