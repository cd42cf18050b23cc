import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createClient } from '../../src/dns/client/client.ts';
import {
  type AnyAnswer,
  createAuthority,
  isWithin,
  type Name,
  type OpenResolver,
  offline,
  overlaid,
  type SourcedRecord,
} from '../../src/dns/index.ts';
import type { RecordType } from '../../src/dns/types.ts';
import { type NameServer, type Query, type Reply, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';

/** The network says what the records say: the client asking a server of a zone, and the zone asked directly. */

const LABELS = ['a', 'b', 'w', '*'];
const owner = fc
  .array(fc.constantFrom(...LABELS), { maxLength: 3 })
  .map((labels): Name => [...labels, 'example.com'].join('.'));
const target = fc.oneof(
  { weight: 6, arbitrary: owner },
  { weight: 1, arbitrary: fc.constant('out.example.net') },
);
const ttl = fc.integer({ min: 0, max: 500 });

const data = fc.oneof(
  fc.record({
    type: fc.constant('TXT'),
    data: fc.constantFrom('x', 'y').map((text) => ({ strings: [text] })),
  }),
  fc.record({
    type: fc.constant('A'),
    data: fc.constantFrom('192.0.2.1', '192.0.2.2').map((address) => ({ address })),
  }),
  fc.record({ type: fc.constant('MX'), data: target.map((exchange) => ({ preference: 10, exchange })) }),
  fc.record({ type: fc.constant('CNAME'), data: target.map((name) => ({ target: name })) }),
  fc.record({ type: fc.constant('DNAME'), data: target.map((name) => ({ target: name })) }),
);

const listed = fc
  .tuple(owner, ttl, data)
  .map(([name, seconds, rest]) => ({ name, ttl: seconds, class: 1, source, ...rest }) as SourcedRecord);

const source = { file: 'random', line: 1 };

/** Zones with an apex, sometimes a delegation, sometimes a second zone below. */
const zone = fc
  .tuple(fc.array(listed, { maxLength: 12 }), fc.option(owner, { freq: 2 }), fc.option(owner, { freq: 4 }))
  .map(([records, cut, apex]) => {
    const more = [...(cut === null ? [] : [ns(cut)]), ...(apex === null ? [] : [soa(apex)])];
    return withoutOccluded([soa('example.com'), ...records, ...more] as SourcedRecord[]);
  });

/** RFC 6672 §2.4: nothing stands below a DNAME, and neither a CNAME nor a second DNAME beside it. */
function withoutOccluded(records: SourcedRecord[]): SourcedRecord[] {
  const dnames = records.filter(({ type }) => type === 'DNAME');
  return records.filter((record) => {
    const { name, type } = record;
    if (dnames.some((dname) => dname.name !== name && isWithin(name, dname.name))) return false;
    const beside = dnames.find((dname) => dname.name === name);
    return beside === undefined || beside === record || (type !== 'CNAME' && type !== 'DNAME');
  });
}

function ns(name: Name) {
  return { name, type: 'NS', class: 1, ttl: 300, data: { target: 'ns.example.net' }, source };
}

function soa(name: Name) {
  const numbers = { serial: 1, refresh: 3600, retry: 600, expire: 86400, minimum: 200 };
  return {
    name,
    type: 'SOA',
    class: 1,
    ttl: 250,
    source,
    data: { mname: 'ns.example', rname: 'host.example', ...numbers },
  };
}

const question = fc.tuple(
  fc
    .array(fc.constantFrom(...LABELS, 'c'), { maxLength: 4 })
    .map((labels) => [...labels, 'example.com'].join('.')),
  fc.constantFrom<RecordType>('TXT', 'A', 'MX', 'DNAME'),
);

/** What both must agree on; a question that nobody answers is skipped here and refused or referred there. */
function comparable({
  source: _s,
  aliasSource: _l,
  textSources: _x,
  tries: _t,
  anomalies: _a,
  wildcard: _w,
  security: _y,
  ...answer
}: AnyAnswer): unknown {
  if (answer.status === 'skipped') return { ...answer, status: 'failed', reason: 'elsewhere', ttl: 0 };
  if (answer.status !== 'failed') return answer;
  const { detail: _d, ...failed } = answer;
  return { ...failed, reason: ['lame', 'refused'].includes(failed.reason) ? 'elsewhere' : failed.reason };
}

describe('random zones', () => {
  let server: NameServer;
  let client: OpenResolver;
  let answer: (query: Query) => Reply;
  before(async () => {
    server = await startNameServer((query) => answer(query));
    client = createClient({ servers: [server.server], timing: { totalMs: 8000 } });
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  for (const followAliases of [true, false]) {
    it(`are told alike, aliases ${followAliases ? 'in one answer' : 'step by step'}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          zone,
          fc.array(question, { minLength: 4, maxLength: 12 }),
          async (records, questions) => {
            answer = fromZone(records, { followAliases });
            const direct = overlaid(createAuthority(records), offline);
            for (const [name, type] of questions) {
              assert.deepEqual(
                comparable(await client.ask(name, type)),
                comparable(await direct.ask(name, type)),
                `${name} ${type}`,
              );
            }
          },
        ),
        { numRuns: 150 },
      );
    });
  }
});
