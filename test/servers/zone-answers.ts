import {
  type Alias,
  type AnyRecord,
  createAuthority,
  isWithin,
  type Name,
  type SourcedRecord,
} from '../../src/dns/index.ts';
import { CLASS_IN, type RecordType, type ResourceRecord } from '../../src/dns/types.ts';
import { fixtureRecords } from '../support/fixture.ts';
import type { Query, Reply } from './name-server.ts';

interface Options {
  /** False: an alias is answered alone, its target must be asked for. Default true, as name servers do. */
  followAliases?: boolean;
}

/**
 * Correct replies from a zone: zone text with `$ORIGIN example.com.` and a TTL implied, or records. Without any SOA it
 * is the whole world, and what is not listed is absent; with one, names outside are refused and delegations referred.
 */
export function fromZone(
  zone: string | readonly SourcedRecord[],
  options: Options = {},
): (query: Query) => Reply {
  const records = typeof zone === 'string' ? fixtureRecords(zone) : zone;
  const isWorld = !records.some(({ type }) => type === 'SOA');
  const authority = createAuthority(records, isWorld ? ['.'] : []);
  const soas = isWorld ? [WORLD_SOA] : records.filter(({ type }) => type === 'SOA');
  const soaFor = (name: Name): AnyRecord[] =>
    soas
      .filter((soa) => isWithin(name, soa.name))
      .sort((a, b) => b.name.length - a.name.length)
      .slice(0, 1);
  const recordsAt = (name: Name, type: RecordType): AnyRecord[] => {
    const step = authority.lookup(name, type);
    if (step === 'outside' || step.kind !== 'answer' || step.answer.status !== 'present') return [];
    const { records: found, ttl } = step.answer;
    return found.map((data) => record(name, type, ttl, data));
  };
  return ({ name, type }) => {
    const answers: AnyRecord[] = [];
    const said = (rcode: number, authorities: AnyRecord[] = []): Reply => ({
      flags: { aa: true },
      rcode,
      answers,
      authorities,
    });
    for (let target = name, links = 0; ; links++) {
      const step = authority.lookup(target, type);
      if (step === 'outside') return answers.length > 0 ? said(NOERROR) : elsewhere(target, records);
      if (step.kind === 'answer') {
        const { answer } = step;
        if (answer.status === 'failed') return said(YXDOMAIN);
        if (answer.status !== 'present') {
          return said(
            answer.status === 'absent' && answer.reason === 'nxdomain' ? NXDOMAIN : NOERROR,
            soaFor(target),
          );
        }
        const types = answer.aliasConflict === undefined ? [type] : (['CNAME', type] as const);
        for (const one of types) answers.push(...recordsAt(target, one));
        return said(NOERROR);
      }
      for (const link of step.chain) answers.push(...linkRecords(link, step.ttl, records));
      if (options.followAliases === false || links >= MOST_LINKS) return said(NOERROR);
      target = step.chain.at(-1)!.to;
    }
  };
}

const NOERROR = 0;
const NXDOMAIN = 3;
const REFUSED = 5;
const YXDOMAIN = 6;
/** Servers stop following somewhere; one more than our client follows. */
const MOST_LINKS = 17;

const WORLD_SOA = record('.', 'SOA', 3600, {
  mname: 'ns.example',
  rname: 'hostmaster.example',
  serial: 1,
  refresh: 3600,
  retry: 600,
  expire: 86400,
  minimum: 300,
});

function record(name: Name, type: RecordType, ttl: number, data: unknown): AnyRecord {
  return { name, type, class: CLASS_IN, ttl, data } as AnyRecord;
}

/** RFC 6672 §3.1: with a CNAME made by a DNAME goes the DNAME. */
function linkRecords({ from, to, kind }: Alias, ttl: number, records: readonly AnyRecord[]): AnyRecord[] {
  const cname = record(from, 'CNAME', ttl, { target: to });
  const [dname] = records
    .filter((one) => one.type === 'DNAME' && isWithin(from, one.name) && one.name.length < from.length)
    .sort((a, b) => a.name.length - b.name.length);
  return kind === 'CNAME' || dname === undefined ? [cname] : [dname, cname];
}

/** Below a delegation the NS of the zone that was cut off; else nothing that this server tells. */
function elsewhere(name: Name, records: readonly AnyRecord[]): Reply {
  const ns = records.filter(
    (one): one is ResourceRecord<'NS'> & SourcedRecord => one.type === 'NS' && isWithin(name, one.name),
  );
  const cut = ns.map((one) => one.name).sort((a, b) => b.length - a.length)[0];
  return cut === undefined ? { rcode: REFUSED } : { authorities: ns.filter((one) => one.name === cut) };
}
