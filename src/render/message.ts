import type { Message } from '../report/schema/report.ts';
import { display, displayCut, displayDomain } from './sink.ts';
import { listed, resultWord } from './words.ts';

/** The sentences of a message: who it is from, what each check says, what becomes of it. */

const LONGEST = 100;

/** Whose message it is, in one line. */
export function messageHead({ source, from, subject }: Message): string {
  const author = from.addresses[0];
  const more = from.addresses.length > 1 ? ` and ${from.addresses.length - 1} more` : '';
  return [
    display(source),
    author === undefined ? nobodyWords(from) : `from ${displayCut(author, LONGEST)}${more}`,
    ...(subject === null ? [] : [`“${displayCut(subject, LONGEST)}”`]),
  ].join(' · ');
}

function nobodyWords({ whole, fields }: Message['from']): string {
  return whole || fields > 0 ? 'from nobody' : 'From was not read';
}

const CUT = 'the header was not read to its end';

/** What the From domain asks receivers to do with this message. */
export function deliveryWords(message: Message): string {
  const { dmarc, forwarder, from } = message;
  const { current, legacy } = dmarc;
  const asked = current.result === 'fail' ? ' is asked for' : '';
  const word = `${WORDS[current.word]}${asked}`;
  const why = WHY[current.result](current, from.domain && displayDomain(from.domain), message);
  const share =
    legacy.percent === null || UNSHARED.has(legacy.word) ? '' : ` for ${legacy.percent} % of such mail`;
  const isSame = legacy.word === current.word && share === '';
  const older = isSame ? '' : `; older receivers (RFC 7489): ${WORDS[legacy.word]}${share}`;
  const trusted =
    forwarder === null ? '' : `; a receiver that trusts ${display(forwarder)} may accept it (ARC)`;
  return `${word}: ${why}${older}${trusted}`;
}

/** A share of the mail says nothing of these. */
const UNSHARED: ReadonlySet<string> = new Set(['inbox', 'unknown']);

const WORDS = { inbox: 'INBOX', spam: 'SPAM', refused: 'REFUSED', unknown: 'NOT KNOWN' } as const;

type Current = Message['dmarc']['current'];
type Why = (view: Current, domain: string | null, message: Message) => string;
const WHY: Record<Current['result'], Why> = {
  pass: (view) => `DMARC passes, by ${byWords(view)}`,
  fail: ({ requested }, domain) => `DMARC fails; ${domain} ${ASKS[requested]}`,
  none: (_view, domain) =>
    `${domain === null ? 'DMARC does not apply' : `${domain} has no policy`}; receivers judge it by themselves`,
  temperror: (view, _domain, message) => `${unreadWords(view, message)}; nothing is called missing`,
  unknown: (_view, _domain, { from }) =>
    from.whole ? 'nothing that was seen passes DMARC, and not all was seen' : CUT,
};

/** What was not read and may make the message pass. */
function unreadWords({ requested }: Current, { dkim, spf }: Message): string {
  if (requested === 'unknown') return 'the DMARC policy was not read';
  const isUnread = ({ result, alignment }: Checked): boolean =>
    result === 'temperror' && alignment !== 'none';
  const checked: Checked[] = [...dkim, ...(spf === null ? [] : [spf])];
  const isAside = checked.some(({ result, alignment }) => result === 'pass' && alignment === 'unknown');
  const unread = [
    ...(dkim.some(isUnread) ? ['the DKIM key'] : []),
    ...(spf !== null && isUnread(spf) ? ['SPF'] : []),
    ...(isAside ? ['the policies above the domain in From'] : []),
  ];
  return `DMARC rests on what was not read (${listed(unread)})`;
}

type Checked = Pick<Message['dkim'][number], 'alignment'> & { result: string };

const ASKS: Record<Current['requested'], string> = {
  reject: 'asks receivers to refuse it',
  quarantine: 'asks receivers to treat it as spam',
  none: 'asks for nothing',
  nothing: 'asks for nothing',
  unknown: 'was not read',
};

export interface MessageRow {
  label: string;
  state: 'pass' | 'fail' | 'other';
  result: string;
  words: string;
}

/** A row for each check. */
export function messageRows(message: Message): MessageRow[] {
  const { dkim, spf, dmarc, arc } = message;
  return [
    ...(dkim.length === 0 ? [unsignedRow(message)] : dkim.map(dkimRow)),
    spf === null
      ? row('SPF', '–', 'not checked: client or sender is not known')
      : row('SPF', spf.result, spfWords(spf, message)),
    row('DMARC', dmarc.current.result, dmarcWords(message)),
    ...(arc.result === 'none' ? [] : [row('ARC', arc.result, arcWords(arc))]),
  ];
}

const BAD = new Set(['fail', 'permerror', 'policy', 'neutral', 'softfail']);

function row(label: string, result: string, words: string): MessageRow {
  const state = result === 'pass' ? 'pass' : BAD.has(result) ? 'fail' : 'other';
  return { label, state, result: resultWord(result), words };
}

function unsignedRow({ from }: Message): MessageRow {
  return from.whole ? row('DKIM', 'none', 'no signature') : row('DKIM', '–', `not checked: ${CUT}`);
}

function dkimRow(signature: Message['dkim'][number]): MessageRow {
  const { domain, selector, algorithm, canonicalization, key, result, detail } = signature;
  const bits = key?.keyType === 'rsa' && key.bits !== null ? `, RSA ${key.bits}` : '';
  const about = [algorithm ?? '', `${canonicalization}${bits}`]
    .filter(Boolean)
    .map((text) => displayCut(text, LONGEST))
    .join(', ');
  const name = `${displayCut(domain ?? 'no domain', LONGEST)} (${displayCut(selector ?? 'no selector', LONGEST)})`;
  return row(
    'DKIM',
    result,
    `${name}: ${detail === null ? about : display(detail)}; ${ALIGNED[signature.alignment]}`,
  );
}

const ALIGNED = {
  strict: 'the domain in From',
  relaxed: 'same organisation as From',
  none: 'not the domain in From',
  unknown: 'whether it belongs to From is not known',
} as const;

function spfWords(
  { identity, domain, ip, matched, problem, alignment }: NonNullable<Message['spf']>,
  { session }: Message,
): string {
  const what = identity === 'helo' ? `a bounce, HELO ${display(domain)}` : `MAIL FROM ${display(domain)}`;
  const why = problem ?? (matched === null ? '' : `${matched.term} of ${matched.domain}`);
  const from = session.ip.source === 'given' ? '' : ', as Received tells';
  return `${what}; client ${display(ip)}${from}${why === '' ? '' : `; ${displayCut(why, LONGEST)}`}; ${ALIGNED[alignment]}`;
}

function dmarcWords(message: Message): string {
  const { dmarc, from } = message;
  const { current, legacy } = dmarc;
  if (current.result === 'unknown' && !from.whole) return CUT;
  if (from.domain === null) return 'does not apply: From does not name one domain';
  const by = current.by.length === 0 ? '' : `by ${byWords(current)}; `;
  const isOpen = current.result === 'temperror' && current.requested !== 'unknown';
  const open = isOpen ? `${unreadWords(current, message)}; ` : '';
  const isSame = legacy.result === current.result && legacy.requested === current.requested;
  const older = isSame ? '' : `; by RFC 7489: ${resultWord(legacy.result)}, ${resultWord(legacy.requested)}`;
  return `${by}${open}${policyWords(current)}${older}`;
}

function policyWords({ requested, policyDomain }: Current): string {
  if (requested === 'unknown') return 'the policy was not read';
  return policyDomain === null ? 'no policy' : `policy ${requested} of ${display(policyDomain)}`;
}

function byWords({ by }: Current): string {
  return by.map((one) => one.toUpperCase()).join(' and ');
}

function arcWords({ sealedBy, reason }: Message['arc']): string {
  const by = sealedBy.length === 0 ? '' : `sealed by ${listed(sealedBy)}`;
  return [by, reason === null ? '' : display(reason)].filter(Boolean).join('; ');
}

/** How the session is known, for those who want to know more. */
export function sessionRows({ session, limits }: Message): string[][] {
  const { ip, helo, mailFrom } = session;
  const told = ({ value, source }: typeof ip): string =>
    value === null
      ? 'not known'
      : `${value === '' ? '<> (a bounce)' : displayCut(value, LONGEST)} (${SOURCES[source]})`;
  return [
    ['client', told(ip)],
    ['HELO', told(helo)],
    ['MAIL FROM', told(mailFrom)],
    ...limits.map((limit) => ['limit', display(limit)]),
  ];
}

const SOURCES = {
  given: 'given',
  'received-header': 'from its Received fields',
  'return-path': 'from Return-Path',
  unknown: 'not known',
} as const;
