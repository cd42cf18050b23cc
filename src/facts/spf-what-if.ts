import { sameName } from '../dns/index.ts';
import { parseSpf } from '../records/spf.ts';
import type { Gathering } from './gathering.ts';
import { recordsOf } from './known.ts';
import type { SpfNode } from './spf.ts';
import { type Authorised, authorisedBy } from './spf-authorised.ts';
import { edited } from './spf-edit.ts';
import { judgeTree, type SpfVerdict } from './spf-evaluate.ts';
import { gatherTree } from './spf-tree.ts';

/** One edit of the record: a term that is added before what ends the record, or one that is dropped. */
export interface SpfEdit {
  op: 'add' | 'drop';
  term: string;
}

/** The record as it would be, and what a receiver would make of it. */
export interface SpfWhatIf extends SpfVerdict {
  record: string;
  root: SpfNode;
  authorised: Authorised;
}

/** The text with the edits made. A term to drop that is not there changes nothing. */
export function editedRecord(text: string, edits: readonly SpfEdit[]): string {
  return edits.reduce(
    (record, { op, term }) => (op === 'add' ? added(record, term) : dropped(record, term)),
    text,
  );
}

/** Behind `all` nothing would be read, and modifiers come last. */
function added(text: string, term: string): string {
  const end = parseSpf(text).value.terms.find(
    ({ kind }) => kind === 'all' || kind === 'redirect' || kind === 'exp',
  );
  const at = end?.span.start ?? text.length;
  return edited(text, [{ span: { start: at, end: at }, text: ` ${term} ` }]);
}

function dropped(text: string, term: string): string {
  const meant = term.toLowerCase();
  const spans = parseSpf(text).value.terms.filter((one) => one.text.toLowerCase() === meant);
  return edited(
    text,
    spans.map(({ span }) => ({ span, text: '' })),
  );
}

/** Reads the tree of the changed record: the overlay is one text, and what was asked already is not asked again. */
export async function gatherWhatIf(
  gathering: Gathering,
  root: SpfNode,
  edits: readonly SpfEdit[],
): Promise<SpfWhatIf | undefined> {
  if (root.record === undefined || edits.length === 0) return undefined;
  const { text } = root.record;
  const record = editedRecord(text, edits);
  const ask: Gathering['ask'] = async (name, type, at) => {
    const answer = await gathering.ask(name, type, at);
    if (type !== 'TXT' || answer.status !== 'present' || !sameName(name, gathering.domain)) return answer;
    const records = recordsOf(root.answer).map((data) =>
      data.strings.join('') === text ? { strings: [record] } : data,
    );
    return { ...answer, records: records as typeof answer.records };
  };
  const changed = await gatherTree({ ...gathering, ask });
  return { record, root: changed, authorised: authorisedBy(changed), ...judgeTree(changed) };
}
