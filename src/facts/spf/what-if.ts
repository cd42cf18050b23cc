import { type AnyAnswer, type Name, presentAnswer, type RecordType, sameName } from '../../dns/index.ts';
import { quoted } from '../../records/octets.ts';
import type { SpfTerm } from '../../records/spf/types.ts';
import { parseSpf, selectSpf } from '../../records/spf.ts';
import type { Gathering } from '../gathering.ts';
import { isUnknown, recordsOf } from '../known.ts';
import type { SpfNode } from '../spf.ts';
import { type Authorised, authorisedBy } from './authorised.ts';
import { edited } from './edit.ts';
import { judgeTree, type SpfVerdict } from './evaluate.ts';
import { flattened } from './flatten.ts';
import { gatherTree } from './tree.ts';

/**
 * One edit of the record: a term that is added before what ends the record, one that is dropped, or one in whose place
 * the addresses stand that it means now.
 */
export interface SpfEdit {
  op: 'add' | 'drop' | 'flatten';
  term: string;
}

/** The record as it would be, and what a receiver would make of it. */
export interface SpfWhatIf extends SpfVerdict {
  record: string;
  root: SpfNode;
  authorised: Authorised;
}

/** What was asked, and what came of each edit that did not simply change the record. */
export interface WhatIfFacts {
  whatIf?: SpfWhatIf;
  whatIfNotes: string[];
}

/** Of a domain that has no record yet: nothing is refused before every sender is known. */
const FIRST = 'v=spf1 ~all';
/** RFC 7208 §3.4 */
const MOST_OCTETS = 450;

/** Reads the tree of the changed record: the overlay is one text, and what was asked already is not asked again. */
export async function gatherWhatIf(
  gathering: Gathering,
  root: SpfNode,
  edits: readonly SpfEdit[],
): Promise<WhatIfFacts> {
  if (edits.length === 0) return { whatIfNotes: [] };
  if (isUnknown(root.answer)) return { whatIfNotes: ['the SPF record was not read'] };
  if (root.records.length > 1)
    return { whatIfNotes: [`the domain has ${root.records.length} SPF records: leave one, then try again`] };
  const [before] = root.records;
  const whatIfNotes = before === undefined ? [`the domain has no SPF record: begun with “${FIRST}”`] : [];
  let record = before ?? FIRST;
  let isChanged = false;
  for (const edit of edits) {
    const done = await madeEdit(record, edit, (text) => treeOf(gathering, root, text));
    if (done.note !== undefined) whatIfNotes.push(done.note);
    isChanged ||= done.record !== undefined;
    record = done.record ?? record;
  }
  if (!isChanged) return { whatIfNotes };
  if (record.length > MOST_OCTETS)
    whatIfNotes.push(
      `the record would be ${record.length} octets: over ${MOST_OCTETS} its answer may not fit`,
    );
  const changed = await treeOf(gathering, root, record);
  return {
    whatIf: { record, root: changed, authorised: authorisedBy(changed), ...judgeTree(changed) },
    whatIfNotes,
  };
}

interface Done {
  record?: string;
  note?: string;
}

async function madeEdit(
  record: string,
  { op, term }: SpfEdit,
  read: (record: string) => Promise<SpfNode>,
): Promise<Done> {
  if (op === 'add') return { record: added(record, term) };
  const named = `${op} ${quoted(term)}`;
  const root = await read(record);
  const meant = root.terms.filter((facts) => isSame(facts.term, term));
  if (meant.length === 0) return { note: `${named}: the record has no such term` };
  if (op === 'drop') return { record: replaced(record, meant, '') };
  const flat = flattened(root, meant[0]!);
  if ('problem' in flat) return { note: `${named}: ${flat.problem}` };
  return {
    record: replaced(record, meant, flat.text),
    note: `${named}: whoever runs it may change its addresses, and mail from the new ones would not pass; watch it`,
  };
}

/** “+” means nothing (RFC 7208 §4.6.2). */
function isSame({ text }: SpfTerm, term: string): boolean {
  const [one, other] = [text, term].map((written) => written.toLowerCase().replace(/^\+/, ''));
  return one === other;
}

/** Behind `all` nothing would be read, and modifiers come last. */
function added(text: string, term: string): string {
  const end = parseSpf(text).value.terms.find(
    ({ kind }) => kind === 'all' || kind === 'redirect' || kind === 'exp',
  );
  const at = end?.span.start ?? text.length;
  return edited(text, [{ span: { start: at, end: at }, text: ` ${term} ` }]);
}

/** Written twice, it is replaced once. */
function replaced(record: string, meant: readonly { term: SpfTerm }[], text: string): string {
  return edited(
    record,
    meant.map(({ term: { span } }, index) => ({ span, text: index === 0 ? text : '' })),
  );
}

function treeOf(gathering: Gathering, { answer }: SpfNode, record: string): Promise<SpfNode> {
  const { domain } = gathering;
  const others = recordsOf(answer).filter(({ strings }) => selectSpf([strings.join('')]).length === 0);
  const changed = presentAnswer(
    { name: domain, type: 'TXT' },
    [...others, { strings: [record] }],
    answer.source,
    { ttl: answer.ttl },
  );
  const ask = async (name: Name, type: RecordType, at?: string): Promise<AnyAnswer> =>
    type === 'TXT' && sameName(name, domain) ? changed : gathering.ask(name, type, at);
  return gatherTree({ ...gathering, ask: ask as Gathering['ask'] });
}
