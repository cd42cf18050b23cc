import {
  type Authority,
  type FileZone,
  failedAnswer,
  isWithin,
  type Name,
  type RecordType,
  ROOT,
  sameName,
} from '../dns/index.ts';
import { distinctNames } from '../facts/hosts.ts';
import type { Hidden, ZoneFault, ZoneText } from '../zone/index.ts';
import { isOfMail, isService } from './base-sets.ts';
import { servedBy } from './domains.ts';

/** Records of the base that a fault keeps from being read: nobody knows what they are, or whether they are. */
export interface Unread extends Omit<ZoneFault, 'hides'> {
  hides: Exclude<Hidden, 'nothing'>;
  /** The zones that they stand in. */
  zones: readonly Name[];
}

interface Question {
  name: Name;
  type: RecordType;
}

/** What the faults of a text leave unread of it. */
export function unreadIn(text: ZoneText): Unread[] {
  const zones = zonesOf(text);
  return text.faults.flatMap(({ hides = {}, ...fault }) =>
    hides === 'nothing' ? [] : [{ ...fault, hides: placed(hides, text), zones }],
  );
}

/** An SOA stands at the apex: where not even its name can be read, that is the text's origin. */
function placed(hides: Unread['hides'], { origin }: Pick<ZoneText, 'origin'>): Unread['hides'] {
  return hides.type === 'SOA' && origin !== undefined ? { name: origin, ...hides } : hides;
}

/** A text without a zone may hold whatever name it likes. */
function zonesOf(text: ZoneText): readonly Name[] {
  const { records, whole, origin } = text;
  const apexes = [
    ...records.filter(({ type }) => type === 'SOA').map(({ name }) => name),
    whole?.apex,
    origin,
  ];
  const named = [...apexes, ...unreadApexes(text).map(({ apex }) => apex)].filter(
    (name) => name !== undefined,
  );
  return named.length === 0 ? [ROOT] : distinctNames(named);
}

/** A zone stays whole where its SOA is what cannot be read. */
export function unreadApexes(text: Pick<ZoneText, 'faults' | 'origin'>): FileZone[] {
  return text.faults.flatMap(({ hides, file }) => {
    const { name, type } = typeof hides === 'object' ? placed(hides, text) : {};
    return type === 'SOA' && name !== undefined ? [{ apex: name, file }] : [];
  });
}

/** The same records, where a question that something unread may answer has failed: it is never absent. */
export function withUnread(authority: Authority, unread: readonly Unread[]): Authority {
  if (unread.length === 0) return authority;
  return {
    ...authority,
    lookup: (name, type) => {
      const said = authority.lookup(name, type);
      const isByWildcard =
        said !== 'outside' && (said.kind === 'alias' ? said : said.answer).wildcard === true;
      const one = unread.find((other) => mayAnswer(other, { name, type }, authority, isByWildcard));
      if (one === undefined) return said;
      const { file, line } = one;
      const failure = { reason: 'malformed' as const, detail: `line ${line} could not be read` };
      return { kind: 'answer', answer: failedAnswer({ name, type }, failure, { file, line }) };
    },
  };
}

/** `isByWildcard`: the answer holds only while the name itself has no records. */
function mayAnswer(
  { hides: { name, type }, zones }: Unread,
  question: Question,
  authority: Authority,
  isByWildcard: boolean,
): boolean {
  const isAny = type === undefined || type === 'CNAME';
  const isOf = isAny || type === question.type;
  if (name === undefined) {
    const isInside = zones.some((zone) => isWithin(question.name, zone));
    return isInside && (isOf || isByWildcard || type === 'NS' || type === 'DNAME');
  }
  if (sameName(name, question.name)) return isOf || isCut(type, name, authority);
  if (isWithin(question.name, name)) return type === 'DNAME' || isCut(type, name, authority);
  // RFC 4592 §2.1.1: a wildcard answers for the names that do not exist.
  const isBelow = name.startsWith('*.') && isWithin(question.name, name.slice(2));
  return isBelow && isOf && !authority.exists(question.name);
}

/** What lies at a delegation and below it is others’ to tell. */
function isCut(type: RecordType | undefined, name: Name, { zones }: Authority): boolean {
  return (type === undefined || type === 'NS') && !zones.some((zone) => sameName(zone, name));
}

/** The names of unread records: these exist. */
export function unreadNames(unread: readonly Unread[]): Name[] {
  return unread.flatMap(({ hides: { name } }) => name ?? []);
}

/** Whose mail an unread record was about: nothing else may name them. */
export function unreadSubjects(unread: readonly Unread[]): Name[] {
  const ofMail = ({ hides: { name, type, meant } }: Unread): boolean =>
    type === undefined || type === 'MX' || meant === 'spf' || (name !== undefined && servedBy(name) !== name);
  return unreadNames(unread.filter(ofMail));
}

/** The unread record sets that mail may rest on wherever they stand, as far as their names are known. */
export function unreadSets(unread: readonly Unread[]): Question[] {
  return unread.flatMap(({ hides: { name, type } }) => {
    if (name === undefined) return [];
    const anyType: RecordType[] = isService(name) ? ['TXT'] : ['MX', 'TXT'];
    const types = type === undefined ? anyType : [type];
    return types.filter((one) => isOfMail(name, one)).map((one) => ({ name, type: one }));
  });
}
