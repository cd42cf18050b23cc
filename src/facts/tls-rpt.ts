import { type AnswerTo, labelsOf, type Name, under } from '../dns/index.ts';
import { selectMtaSts } from '../records/mta-sts.ts';
import type { Parsed } from '../records/parsed.ts';
import { parseTlsRpt, selectTlsRpt, type TlsRptRecord } from '../records/tls-rpt.ts';
import type { Gathering } from './gathering.ts';
import { type MeantText, meantTexts, textsOf } from './meant-texts.ts';
import { improbableName, isWildcards } from './probe.ts';
import { gatherTargets, type TlsReportTarget } from './tls-rpt/targets.ts';

/** Where senders report how TLS to the domain's servers goes (RFC 8460 §3). */
export interface TlsRptFacts {
  /** TXT at `_smtp._tls`. */
  answer: AnswerTo<'TXT'>;
  /** Where records stand that nobody looks for; `_tls` is asked only where there is none at its place. */
  elsewhere: AnswerTo<'TXT'>[];
  /** The texts at `_mta-sts` that count as records: with MTA-STS reports are the only sign of trouble. */
  mtaSts: AnswerTo<'TXT'>;
  /** Texts that count as records, sorted; of several, none counts. */
  records: string[];
  record?: Parsed<TlsRptRecord>;
  /** Texts that were meant as the record and that senders pass over; [] beside one. */
  ignored: MeantText[];
  /** Whether other reports go to the domain itself; asked only where there is no record. */
  dmarc?: AnswerTo<'TXT'>;
  targets: TlsReportTarget[];
  /** Report addresses beyond the most that are looked at. */
  unasked: number;
}

export async function gatherTlsRpt(gathering: Gathering): Promise<TlsRptFacts> {
  const { domain, ask } = gathering;
  const [own, sibling, apex, mtaSts] = await Promise.all([
    ask(under('_smtp._tls', domain), 'TXT'),
    labelsOf(domain).length > 1 ? ask(improbableName(domain, 'sibling'), 'TXT') : undefined,
    ask(domain, 'TXT'),
    ask(under('_mta-sts', domain), 'TXT'),
  ]);
  const texts = textsOf(own);
  const answer = sibling !== undefined && isWildcards(own, sibling) ? { ...own, wildcard: true } : own;
  const records = selectTlsRpt(texts).toSorted();
  const record = records.length === 1 ? parseTlsRpt(records[0]!) : undefined;
  const isAbsent = answer.status === 'absent';
  const [wrong, dmarc, { targets, unasked }] = await Promise.all([
    isAbsent ? ask(under('_tls', domain), 'TXT') : undefined,
    isAbsent ? ask(under('_dmarc', domain), 'TXT') : undefined,
    gatherTargets(gathering, record?.value.rua ?? []),
  ]);
  const elsewhere = wrong === undefined ? [apex] : [apex, wrong];
  const ignored = records.length > 0 ? [] : meantTexts('tls-rpt', texts);
  const found = { answer, elsewhere, mtaSts, records, ignored, targets, unasked };
  return { ...found, ...(record && { record }), ...(dmarc && { dmarc }) };
}

/** Whether an MTA-STS record is known to stand beside it. */
export function hasMtaSts({ mtaSts }: TlsRptFacts): boolean {
  return selectMtaSts(textsOf(mtaSts)).length > 0;
}

/** A record at a name where no sender looks, and the name. */
export function misplacedRecord({ elsewhere }: TlsRptFacts): { at: Name; text: string } | undefined {
  const found = elsewhere.flatMap((answer) =>
    answer.wildcard ? [] : selectTlsRpt(textsOf(answer)).map((text) => ({ at: answer.name, text })),
  );
  return found[0];
}
