import { labelsOf, type Name, nameKey, nameOf, sameName } from '../dns/index.ts';
import type { ZoneComment, ZoneRecord, ZoneText } from '../zone/index.ts';
import type { Ignore } from './suppress.ts';

/** What is wrong with a comment that speaks to us, and where. */
export interface InlineFault {
  file: string;
  line: number;
  message: string;
}

export const INLINE_FORM = 'mailcheck: ignore RULE reason="…" until=2027-01-31';

/**
 * `; mailcheck: ignore RULE reason="…" until=DAY` in a zone. Behind a record it is about that record's set; alone on its
 * line, about the whole domain that the next record belongs to.
 */
export function inlineIgnores(zone: ZoneText, shown: (file: string) => string): (Ignore | InlineFault)[] {
  return zone.comments.flatMap((comment) => {
    const text = /^\s*mailcheck:\s*(.*?)\s*$/i.exec(comment.text)?.[1];
    return text === undefined ? [] : [ignoreOf(comment, utf8(text), zone.records, shown(comment.file))];
  });
}

/** Zones are read as octets. */
function utf8(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}

function ignoreOf(
  comment: ZoneComment,
  text: string,
  records: readonly ZoneRecord[],
  file: string,
): Ignore | InlineFault {
  const { line } = comment;
  const said = readDirective(text);
  if ('message' in said) return { file, line, ...said };
  const scope = scopeOf(comment, records);
  if (scope === undefined) return { file, line, message: 'no record stands there to ignore a rule for' };
  return { kind: 'inline', place: `${file}:${line}`, ...said, ...scope };
}

type Said = Pick<Ignore, 'rule' | 'reason' | 'until'>;

function readDirective(text: string): Said | { message: string } {
  const [, rule, rest = ''] = /^ignore\s+(\S+)(.*)$/.exec(text) ?? [];
  if (rule === undefined || rule.includes('=')) return { message: `write ${INLINE_FORM}` };
  const pairs = [...rest.matchAll(/\s+([a-z]+)=(?:"([^"]*)"|(\S+))/g)];
  if (pairs.map(([whole]) => whole).join('') !== rest) return { message: `write ${INLINE_FORM}` };
  const values = new Map(pairs.map(([, key, quoted, bare]) => [key!, quoted ?? bare!]));
  const odd = [...values.keys()].find((key) => key !== 'reason' && key !== 'until');
  if (odd !== undefined) return { message: `“${odd}” means nothing here: write ${INLINE_FORM}` };
  const [reason = '', until = null] = [values.get('reason'), values.get('until')];
  const problem = ignoreProblem(reason, until);
  return problem === undefined ? { rule, reason, until } : { message: problem };
}

/** What is wrong with an entry, wherever it is written. */
export function ignoreProblem(reason: string, until: string | null): string | undefined {
  if (reason.trim() === '')
    return 'say why the rule is ignored: reason="…", for whoever asks in a year’s time';
  if (until !== null && !isDay(until)) return `until: “${until}” is no day; write it as in 2027-01-31`;
  return undefined;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function scopeOf(
  { file, line, entryLine }: ZoneComment,
  records: readonly ZoneRecord[],
): Pick<Ignore, 'covers' | 'concerns'> | undefined {
  const own = records.filter((record) => record.file === file);
  if (entryLine === null) {
    const next = own.find((record) => record.line > line);
    if (next === undefined) return undefined;
    const domain = domainOf(next.name);
    const isIts = (name: Name): boolean => sameName(name, domain);
    return { covers: (_finding, audited) => isIts(audited), concerns: isIts };
  }
  const behind = own.filter((record) => record.line === entryLine);
  const [first] = behind;
  if (first === undefined) return undefined;
  const isItsSet = (name: Name, type: string): boolean =>
    behind.some((record) => nameKey(record.name) === nameKey(name) && [type, 'CNAME'].includes(record.type));
  return {
    covers: ({ subject }) => isItsSet(subject.name, subject.type),
    concerns: (audited) => sameName(audited, domainOf(first.name)),
  };
}

/** Names below one with an underscore serve the domain above them. */
function domainOf(name: Name): Name {
  const labels = labelsOf(name);
  return nameOf(labels.slice(labels.findLastIndex((label) => label.startsWith('_')) + 1));
}
