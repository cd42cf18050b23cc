import type { Name } from '../../dns/index.ts';
import { sameName } from '../../dns/index.ts';
import { parseDmarc, selectDmarc } from '../../records/dmarc.ts';
import { parseTlsRpt } from '../../records/tls-rpt.ts';
import { corrected, textsOf } from '../meant-texts.ts';
import { type Edit, spliced } from '../text-edit.ts';
import type { TlsRptFacts } from '../tls-rpt.ts';
import type { TlsReportTarget } from './targets.ts';

/** The record put right, where that can be done. */
export function repairedReports({ record }: TlsRptFacts): { text: string } | undefined {
  const text = record === undefined ? undefined : corrected(record, parseTlsRpt);
  return text === undefined ? undefined : { text };
}

/** The record without addresses that no report reaches; nothing where none would be left. */
export function withoutTargets(
  { record }: TlsRptFacts,
  gone: readonly TlsReportTarget[],
): { text: string } | undefined {
  if (record === undefined || record.faults.length > 0) return undefined;
  const { rua, fields } = record.value;
  const dead = new Set(gone.flatMap(({ uris }) => uris));
  const left = rua.filter((uri) => !dead.has(uri));
  const field = fields.find(({ name }) => name === 'rua');
  if (left.length === 0 || field === undefined) return undefined;
  const edit: Edit = { span: field.valueSpan, text: left.map(({ text }) => text).join(',') };
  return { text: spliced(record.text, [edit]) };
}

/** A first record, where reports of DMARC show that the owner has reports sent to the domain itself. */
export function firstReports(
  domain: Name,
  { dmarc }: TlsRptFacts,
): { text: string; question: string } | undefined {
  const records = dmarc === undefined ? [] : selectDmarc(textsOf(dmarc));
  const rua = records.flatMap((text) => parseDmarc(text).value.rua);
  const isOwn = rua.some(
    ({ valid, scheme, host }) => valid && scheme === 'mailto' && host && sameName(host, domain),
  );
  if (!isOwn) return undefined;
  const mailbox = `tls-reports@${domain}`;
  return {
    text: `v=TLSRPTv1; rua=mailto:${mailbox}`,
    question: `Is there a mailbox ${mailbox}, or which one shall the reports go to?`,
  };
}
