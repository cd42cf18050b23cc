import { isUnknown } from '../../facts/known.ts';
import { deadTarget, targetBlockers } from '../../facts/tls-rpt/targets.ts';
import type { TlsRptFacts } from '../../facts/tls-rpt.ts';
import type { ReportUri } from '../../records/tls-rpt.ts';
import type { FactsOf } from './facts-of.ts';

type Facts = FactsOf<'tls-rpt'>;

/** A hostile record names thousands. */
const MOST_ADDRESSES = 100;

export function describeTlsRpt(facts: TlsRptFacts): Facts {
  const { answer, records, record } = facts;
  const rua = record?.value.rua ?? [];
  return {
    status: answer.status,
    outcome: outcomeOf(facts),
    records,
    rua: rua.slice(0, MOST_ADDRESSES).map((uri) => ({
      address: uri.text,
      valid: uri.valid,
      reachable: reachable(facts, uri),
    })),
    unasked: facts.unasked,
  };
}

function outcomeOf({ answer, records, record, ignored }: TlsRptFacts): Facts['outcome'] {
  if (isUnknown(answer)) return 'unknown';
  if (records.length + ignored.length === 0) return 'none';
  return record?.value.valid ? 'reports' : 'broken';
}

function reachable({ targets }: TlsRptFacts, uri: ReportUri): boolean | 'unknown' {
  const target = targets.find(({ uris }) => uris.includes(uri));
  if (target === undefined || targetBlockers(target).length > 0) return uri.valid ? 'unknown' : false;
  return deadTarget(target) === undefined;
}
