import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { AnyAnswer, Name, OpenResolver, RecordType, Server } from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { OPENSSL } from '../servers/certificates.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { LDNS_KEYGEN, LDNS_SIGNZONE } from '../servers/signed-zone.ts';
import { type RunningUnbound, startUnbound, UNBOUND } from '../servers/unbound.ts';
import { patient } from './asking.ts';
import { BOGUS, BROKEN, GOOD, PLAIN, type SignedWorld, signedWorld } from './signed-world.ts';

/** What there is to ask of a zone that is served: records, nothing at a name, no name, and aliases. */
const QUESTIONS: readonly { name: (zone: Name) => Name; type: RecordType; says: string }[] = [
  { name: (zone) => zone, type: 'TXT', says: 'present' },
  { name: (zone) => `mail.${zone}`, type: 'AAAA', says: 'absent nodata' },
  { name: (zone) => `nothing.${zone}`, type: 'A', says: 'absent nxdomain' },
  { name: (zone) => `alias.${zone}`, type: 'A', says: 'present' },
];

const BOGUS_ZONES = Object.keys(BOGUS) as (keyof typeof BOGUS)[];
/** In the tampered zone only the address of the mail host was changed. */
const UNTOUCHED = 'tampered.com';

describe('DNSSEC, as a validating resolver sees it', {
  skip: skipWithout(NSD, UNBOUND, LDNS_KEYGEN, LDNS_SIGNZONE, OPENSSL),
}, () => {
  let world: SignedWorld;
  let nsd: RunningServer;
  let unbound: RunningUnbound;
  let terse: RunningUnbound;

  const startValidating = (ede: boolean): Promise<RunningUnbound> =>
    startUnbound({
      upstream: nsd.server,
      zones: world.zones.map(({ origin }) => origin),
      trustAnchors: [world.anchor],
      tls: true,
      https: true,
      ede,
    });

  before(async () => {
    world = signedWorld();
    nsd = await startNsd(world.zones);
    [unbound, terse] = await Promise.all([startValidating(true), startValidating(false)]);
  });
  after(async () => {
    for (const server of [terse, unbound, nsd]) await server?.stop();
    world?.remove();
  });

  /** The ways to it on which its AD bit may be believed, and the one on which it may not. */
  const PATHS: Record<string, (server: RunningUnbound) => { server: Server; isTrusted: boolean }> = {
    TLS: ({ tls, ca }) => ({ server: { ...tls!, protocol: 'tls', ca: [ca] }, isTrusted: true }),
    HTTPS: ({ https, ca }) => ({ server: { ...https!, protocol: 'https', ca: [ca] }, isTrusted: true }),
    'UDP, the system saying trust-ad': ({ server }) => ({
      server: { ...server, trustAd: true },
      isTrusted: true,
    }),
    UDP: ({ server }) => ({ server, isTrusted: false }),
  };

  for (const [path, via] of Object.entries(PATHS)) {
    describe(`over ${path}`, () => {
      let client: OpenResolver;
      let isTrusted: boolean;

      before(() => {
        const way = via(unbound);
        isTrusted = way.isTrusted;
        client = patient(way.server);
      });
      after(() => client.close());

      for (const zone of [...GOOD, PLAIN]) {
        it(`${zone}: what it has and what it has not`, async () => {
          const security = zone === PLAIN ? 'insecure' : 'secure';
          for (const { name, type, says } of QUESTIONS) {
            const answer = await client.ask(name(zone), type);
            const expected = [says, isTrusted ? security : 'unknown'];
            assert.deepEqual([outcome(answer), answer.security], expected, `${answer.name} ${type}`);
          }
        });
      }

      it('an alias that leads out of a signed zone is not secure', async () => {
        for (const zone of GOOD) {
          const answer = await client.ask(`abroad.${zone}`, 'A');
          assert.deepEqual(
            [outcome(answer), answer.security, answer.chain.at(-1)?.to],
            ['present', isTrusted ? 'insecure' : 'unknown', `mail.${PLAIN}`],
          );
        }
      });

      for (const zone of BOGUS_ZONES) {
        it(`${zone} is bogus, and nothing in it is missing`, async () => {
          for (const { name, type } of QUESTIONS.filter(
            (one) => zone !== UNTOUCHED || one.name('') === 'alias.',
          ))
            assertBogus(await client.ask(name(zone), type));
          assertOneBogusZone(await audit(zone, client), zone);
        });
      }

      it('what was not tampered with holds', async () => {
        const answer = await client.ask(UNTOUCHED, 'TXT');
        assert.equal(answer.security, isTrusted ? 'secure' : 'unknown');
      });

      for (const zone of BROKEN) {
        it(`${zone}, which nobody serves, is broken and not bogus`, async () => {
          const { status, security } = await client.ask(zone, 'TXT');
          assert.deepEqual([status, security], ['failed', 'unknown']);
          assertOnlyBroken(await audit(zone, client));
        });
      }

      it('tells whether the resolver validates, where it may be believed', async () => {
        assert.deepEqual(
          client.traits().map(({ validates }) => validates),
          [isTrusted ? true : null],
        );
      });

      it('an audit shows it', async () => {
        for (const zone of [...GOOD, PLAIN]) {
          const result = await audit(zone, client);
          assert.equal(result.verdict, 'pass', JSON.stringify(result.findings));
          // What is told of reverse names rests on another zone.
          const own = result.findings.filter(({ subject }) => !subject.name.endsWith('.arpa'));
          const evidence = own.flatMap((finding) => finding.evidence);
          const security = isTrusted ? (zone === PLAIN ? 'insecure' : 'secure') : 'unknown';
          assert.deepEqual([...new Set(evidence.map((one) => one.security))], [security]);
        }
      });
    });
  }

  it('says in the first answer what is wrong', async () => {
    // Unbound keeps what is bogus for a minute, and then only says that it is: this one was not asked before.
    const fresh = await startValidating(true);
    const client = patient({ ...fresh.tls!, protocol: 'tls', ca: [fresh.ca] });
    try {
      for (const zone of BOGUS_ZONES) {
        const answer = await client.ask(`mail.${zone}`, 'A');
        assertBogus(answer);
        assert.equal(answer.ede?.code, BOGUS[zone], zone);
        assert.equal(answer.status === 'failed' && answer.detail, `SERVFAIL (EDE ${WORDS[zone]})`);
      }
    } finally {
      await client.close();
      await fresh.stop();
    }
  });

  for (const [path, via] of Object.entries(PATHS)) {
    describe(`over ${path}, from a resolver that does not say why`, () => {
      let client: OpenResolver;
      before(() => {
        client = patient(via(terse).server);
      });
      after(() => client.close());

      for (const zone of BOGUS_ZONES) {
        it(`${zone} is told by switching validation off`, async () => {
          const answer = await client.ask(`mail.${zone}`, 'A');
          assert.deepEqual(
            [outcome(answer), answer.security, answer.ede],
            ['failed bogus', 'bogus', undefined],
          );
          assert.match(
            answer.status === 'failed' ? answer.detail : '',
            /^SERVFAIL, and an answer with .*\(CD\)$/,
          );
          assertOneBogusZone(await audit(zone, client), zone);
        });
      }

      for (const zone of BROKEN) {
        it(`${zone} stays broken`, async () => {
          assert.equal(outcome(await client.ask(zone, 'TXT')), 'failed servfail');
          assertOnlyBroken(await audit(zone, client));
        });
      }
    });
  }
});

const WORDS: Record<keyof typeof BOGUS, string> = {
  'expired.com': '7, signature expired',
  'old.com': '9, DNSKEY missing',
  'tampered.com': '6, DNSSEC bogus',
  'wrong.com': '9, DNSKEY missing',
};

function outcome(answer: AnyAnswer): string {
  return answer.status === 'present' ? answer.status : `${answer.status} ${answer.reason}`;
}

/** Its code is one of those that blame DNSSEC, and stands in the words too. */
function assertBogus(answer: AnyAnswer): void {
  assert.deepEqual([outcome(answer), answer.security], ['failed bogus', 'bogus'], answer.name);
  const { code = 0 } = answer.ede ?? {};
  assert.ok(code >= 6 && code <= 12, `EDE ${code}`);
  assert.match(
    answer.status === 'failed' ? answer.detail : '',
    new RegExp(`^SERVFAIL \\(EDE ${code}, [^)]+\\)$`),
  );
}

/** One finding, whatever was asked; and nothing that claims that a record is not there. */
function assertOneBogusZone({ verdict, findings, causes }: DomainResult, zone: Name): void {
  assert.equal(verdict, 'fail');
  const broken = findings.filter(({ rule }) => rule === 'dns/bogus');
  assert.deepEqual(
    broken.map(({ data, severity }) => [data['zone'], severity]),
    [[zone, 'error']],
  );
  const others = findings.filter((one) => !broken.includes(one)).map(({ rule }) => rule);
  // Most of the tampered zone holds: what is told of it besides is proved.
  const proved = [
    'address/ptr-missing',
    'dkim/none-possible',
    'dmarc/rua-missing',
    'mta-sts/missing',
    'tls-rpt/missing',
  ];
  assert.deepEqual(others, zone === UNTOUCHED ? proved : []);
  assert.deepEqual(
    causes.map(({ kind, name, reason }) => [kind, name, reason]),
    [['zone', zone, 'bogus']],
  );
}

function assertOnlyBroken({ verdict, findings, inconclusive }: DomainResult): void {
  assert.equal(verdict, 'inconclusive');
  assert.deepEqual(findings, []);
  assert.deepEqual([...new Set(inconclusive.map(({ reason }) => reason))], ['servfail']);
}
