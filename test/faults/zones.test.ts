import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answering, nsOf } from '../dns/asking.ts';
import { type NameServerOptions, SILENCE, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { DOMAIN, ZONE } from './healthy.ts';
import { misfits } from './report-shape.ts';
import { type Ran, run } from './scenario.ts';

/** What is wrong with the name servers of a zone, each asked itself: one finding a zone, whatever else it breaks. */

const NAME_SERVERS = '@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 192.0.2.54\n';
const LARGE = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => `@ TXT "${text.repeat(250)}"\n`).join('');

/** What the world says of the domain. */
function world(more = ''): string {
  return `${NAME_SERVERS}${ZONE}\n${more}`;
}

/** The domain's zone as a server of its own has it. */
function zone(serial: number, records = ''): Answering {
  const own = ZONE.split('\n').filter((line) => !/ TXT "v=spf1 (?:include:net|ip4:192\.0\.2\.64)/.test(line));
  const soa = `@ SOA ns1 hostmaster ${serial} 7200 3600 1209600 300\n`;
  return fromZone(
    `${soa}${NAME_SERVERS}${[...own.filter((line) => !shadowed(line, records)), records].join('\n')}`,
  );
}

function shadowed(line: string, records: string): boolean {
  const key = (text: string): string => text.split(' ').slice(0, 2).join(' ');
  return records
    .split('\n')
    .some((record) => record !== '' && !record.startsWith('@ TXT') && key(record) === key(line));
}

interface Case {
  what: string;
  /** The servers at 192.0.2.53 and 192.0.2.54. */
  servers: [Answering, Answering];
  tcp?: NameServerOptions[];
  more?: string;
  /** What the resolver says. */
  resolver?: Answering;
  findings: [rule: string, severity: string][];
  verdict: 'pass' | 'fail' | 'inconclusive';
}

const refusing: Answering = () => ({ rcode: 5 });
const failing: Answering = () => ({ rcode: 2 });
const referring: Answering = () => ({ authorities: [nsOf('com')] });
const denying: Answering = () => ({ flags: { aa: true }, rcode: 3 });
const silent: Answering = () => SILENCE;
const WITHOUT_TCP: NameServerOptions = { onConnection: () => 'refuse' };
const MUTE_TCP: NameServerOptions = { onConnection: () => 'mute' };

/** What is asked for over TCP is large, which is worth a notice wherever TCP works. */
const TOO_LARGE: [string, string] = ['dns/udp-truncated', 'notice'];
const LAME: [string, string][] = [['dns/lame-nameserver', 'warning']];
const ALL_LAME: [string, string][] = [['dns/lame-delegation', 'error']];

const CASES: Case[] = [
  { what: 'both serve the zone', servers: [zone(1), zone(1)], findings: [], verdict: 'pass' },
  {
    what: 'F20 they differ in the serial alone',
    servers: [zone(1), zone(2)],
    findings: [],
    verdict: 'pass',
  },
  {
    what: 'F20 they differ in MX',
    servers: [zone(1, '@ MX 10 old'), zone(2)],
    findings: [['dns/inconsistent-nameservers', 'warning']],
    verdict: 'pass',
  },
  {
    what: 'F20 they differ in MX, DMARC and all texts',
    servers: [zone(1, '@ MX 10 old\n_dmarc TXT "v=DMARC1; p=none"\n@ TXT "old"'), zone(2)],
    findings: [['dns/inconsistent-nameservers', 'warning']],
    verdict: 'pass',
  },
  { what: 'F18 one refuses', servers: [refusing, zone(1)], findings: LAME, verdict: 'pass' },
  { what: 'F18 one fails', servers: [zone(1), failing], findings: LAME, verdict: 'pass' },
  {
    what: 'F18 one refers to the zone above',
    servers: [referring, zone(1)],
    findings: LAME,
    verdict: 'pass',
  },
  { what: 'F18 one denies the zone', servers: [denying, zone(1)], findings: LAME, verdict: 'pass' },
  { what: 'F18 one does not answer', servers: [silent, zone(1)], findings: LAME, verdict: 'pass' },
  { what: 'F18 none serves it', servers: [refusing, referring], findings: ALL_LAME, verdict: 'fail' },
  {
    what: 'F18 none answers: it may be the way from here',
    servers: [silent, silent],
    findings: [],
    verdict: 'pass',
  },
  {
    what: 'F01 none serves it, and the resolver fails for every name of the zone',
    servers: [refusing, failing],
    more: 'com. NS a.gtld.example.\na.gtld.example. A 192.0.2.77\n',
    resolver: (query) =>
      query.name.endsWith(DOMAIN)
        ? { rcode: 2 }
        : fromZone(world('com. NS a.gtld.example.\na.gtld.example. A 192.0.2.77'))(query),
    findings: ALL_LAME,
    verdict: 'fail',
  },
  {
    what: 'F10 what needs TCP is refused by both',
    servers: [zone(1, LARGE), zone(1, LARGE)],
    tcp: [WITHOUT_TCP, WITHOUT_TCP],
    more: LARGE,
    findings: [['dns/tcp-fails', 'error'], TOO_LARGE],
    verdict: 'fail',
  },
  {
    what: 'F10 what needs TCP is refused by one',
    servers: [zone(1, LARGE), zone(1, LARGE)],
    tcp: [WITHOUT_TCP, {}],
    more: LARGE,
    findings: [['dns/tcp-fails', 'warning'], TOO_LARGE],
    verdict: 'pass',
  },
  {
    what: 'F10 what needs TCP is not answered by both',
    servers: [zone(1, LARGE), zone(1, LARGE)],
    tcp: [MUTE_TCP, MUTE_TCP],
    more: LARGE,
    findings: [['dns/tcp-fails', 'error'], TOO_LARGE],
    verdict: 'fail',
  },
];

/** The server of the zone above, which tells whom it delegates to. */
const above: Answering = () => ({
  authorities: ['ns1', 'ns2'].map((host) => ({
    name: DOMAIN,
    type: 'NS',
    class: 1,
    ttl: 60,
    data: { target: `${host}.${DOMAIN}` },
  })),
  additionals: [
    { name: `ns1.${DOMAIN}`, type: 'A', class: 1, ttl: 60, data: { address: '192.0.2.53' } },
    { name: `ns2.${DOMAIN}`, type: 'A', class: 1, ttl: 60, data: { address: '192.0.2.54' } },
  ],
});

async function audited({ servers, tcp = [], more, resolver }: Case): Promise<Ran> {
  const started = await Promise.all(
    [...servers, above].map((answering, index) => startNameServer(answering, tcp[index] ?? {})),
  );
  const at = new Map(
    ['192.0.2.53', '192.0.2.54', '192.0.2.77'].map((address, index) => [address, started[index]!.server]),
  );
  try {
    return await run({
      way: 'UDP',
      answering: [resolver ?? fromZone(world(more))],
      client: { authorityAt: (address) => at.get(address) },
    });
  } finally {
    await Promise.all(started.map((server) => server.close()));
  }
}

describe('the name servers of a zone', { concurrency: true }, () => {
  for (const one of CASES) {
    it(one.what, async () => {
      const { result } = await audited(one);
      assert.deepEqual(misfits(result), []);
      assert.deepEqual(
        result.findings.map(({ rule, severity }) => [rule, severity]),
        one.findings,
      );
      assert.equal(result.verdict, one.verdict, JSON.stringify(result.inconclusive));
      // Twelve lookups that fail for one reason are one cause.
      assert.ok(result.causes.length <= 1, JSON.stringify(result.causes));
    });
  }
});
