import { isUnknown } from '../../facts/known.ts';
import { outcomeOf } from '../../facts/mta-sts/view.ts';
import type { MtaStsFacts } from '../../facts/mta-sts.ts';
import { describeHost, type FactsOf } from './facts-of.ts';

type Facts = FactsOf<'mta-sts'>;

/** A hostile policy names thousands. */
const MOST_PATTERNS = 100;

export function describeMtaSts(facts: MtaStsFacts): Facts {
  const { answer, records, record, host, fetch, coverage } = facts;
  return {
    status: answer.status,
    outcome: outcomeOf(facts),
    records,
    id: record?.value.id ?? null,
    host: host ? describeHost(host) : null,
    fetch: fetch ? describeFetch(fetch) : null,
    policy: describePolicy(facts),
    coverage: coverage ? { ...coverage, unmatched: coverage.unmatched.slice(0, MOST_PATTERNS) } : null,
    daneHosts: facts.daneHosts ?? [],
  };
}

function describeFetch(fetch: NonNullable<MtaStsFacts['fetch']>): Facts['fetch'] {
  const { url, status } = fetch;
  const got = fetch.status === 'answered' ? fetch : undefined;
  const tls = fetch.status === 'answered' || fetch.status === 'untrusted' ? fetch.tls : null;
  return {
    url,
    status,
    detail: detailOf(fetch),
    code: got?.code ?? null,
    contentType: got?.contentType ?? null,
    location: got?.location ?? null,
    octets: got?.body.length ?? null,
    tls: tls && {
      version: tls.version,
      notAfter: tls.chain.map(({ notAfter }) => notAfter).sort()[0] ?? null,
      faults: tls.faults.map(({ fault, detail }) => ({ fault, detail })),
    },
  };
}

function detailOf(fetch: NonNullable<MtaStsFacts['fetch']>): string | null {
  if (fetch.status === 'skipped') return fetch.reason;
  return fetch.status === 'answered' ? null : fetch.detail;
}

function describePolicy({ policy, fetch }: MtaStsFacts): Facts['policy'] {
  if (policy === undefined || fetch === undefined || isUnknown(fetch)) return null;
  const { mode = null, maxAge = null, mx, usable } = policy.value;
  return { mode, maxAge, mx: mx.slice(0, MOST_PATTERNS).map(({ text }) => text), usable };
}
