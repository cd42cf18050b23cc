import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { OpenResolver } from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { OPENSSL } from '../servers/certificates.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { LDNS_KEYGEN, LDNS_SIGNZONE } from '../servers/signed-zone.ts';
import { type RunningUnbound, startUnbound, UNBOUND } from '../servers/unbound.ts';
import { patient } from './asking.ts';
import { PLAIN, type SignedWorld, signedWorld, UNSIGNED_TLSA } from './signed-world.ts';

/** What the sections say of zones that real programs sign, serve and validate. */
interface Told {
  state: string;
  /** Of the DS record against the key; null where no zone shows keys. */
  delegation: string | null;
  dane: string;
  findings: string[];
}

const GOOD: Told = { state: 'secure', delegation: 'matches', dane: 'active', findings: [] };
const VALIDATED: Record<string, Told> = {
  'good.com': GOOD,
  'hashed.com': GOOD,
  [PLAIN]: { state: 'insecure', delegation: null, dane: 'none', findings: [] },
  [UNSIGNED_TLSA]: {
    state: 'insecure',
    delegation: null,
    dane: 'unsigned',
    findings: ['dane/tlsa-unsigned error'],
  },
  'iterated.com': { ...GOOD, findings: ['dnssec/nsec3-iterations warning'] },
  'ending.com': { ...GOOD, findings: ['dnssec/signature-expiring warning'] },
  'denial.com': { ...GOOD, dane: 'unknown', findings: ['dns/bogus error'] },
  'wrong.com': { state: 'bogus', delegation: 'unknown', dane: 'none', findings: ['dns/bogus error'] },
  'old.com': { state: 'bogus', delegation: 'unknown', dane: 'none', findings: ['dns/bogus error'] },
};

/** Without validation, or over a way on which nobody's word counts: what the keys and their dates show, and no more. */
const SEEN: Told = { state: 'unknown', delegation: 'matches', dane: 'unproven', findings: [] };
const UNVALIDATED: Record<string, Told> = {
  'good.com': SEEN,
  'hashed.com': SEEN,
  [PLAIN]: { ...SEEN, delegation: null, dane: 'none' },
  [UNSIGNED_TLSA]: { ...SEEN, delegation: null },
  'iterated.com': { ...SEEN, findings: ['dnssec/nsec3-iterations warning'] },
  'ending.com': { ...SEEN, findings: ['dnssec/signature-expiring warning'] },
  'wrong.com': { ...SEEN, delegation: 'broken', findings: ['dnssec/ds-stale error'] },
  'old.com': { ...SEEN, findings: ['dnssec/signature-expiring error'] },
};

describe('sections of DNSSEC and DANE, of real zones', {
  skip: skipWithout(NSD, UNBOUND, LDNS_KEYGEN, LDNS_SIGNZONE, OPENSSL),
}, () => {
  let world: SignedWorld;
  let nsd: RunningServer;
  let validating: RunningUnbound;
  let plain: RunningUnbound;
  const start = (trustAnchors: readonly string[]): Promise<RunningUnbound> =>
    startUnbound({
      upstream: nsd.server,
      zones: world.zones.map(({ origin }) => origin),
      trustAnchors,
      tls: true,
    });
  before(async () => {
    world = signedWorld();
    nsd = await startNsd(world.zones);
    [validating, plain] = await Promise.all([start([world.anchor]), start([])]);
  });
  after(async () => {
    for (const server of [plain, validating, nsd]) await server?.stop();
    world?.remove();
  });

  const over: Record<string, { client: () => OpenResolver; told: Record<string, Told> }> = {
    'a validating resolver over TLS': {
      client: () => patient({ ...validating.tls!, protocol: 'tls', ca: [validating.ca] }),
      told: VALIDATED,
    },
    'a resolver that does not validate, over TLS': {
      client: () => patient({ ...plain.tls!, protocol: 'tls', ca: [plain.ca] }),
      told: UNVALIDATED,
    },
  };
  for (const [way, { client, told }] of Object.entries(over)) {
    describe(way, () => {
      let resolver: OpenResolver;
      before(() => {
        resolver = client();
      });
      after(() => resolver.close());
      for (const [zone, expected] of Object.entries(told)) {
        it(`${zone}: ${expected.state}, ${expected.findings.join(', ') || 'nothing found'}`, async () => {
          const result = await audit(zone, resolver, { sections: ['mx', 'dane', 'dnssec'] });
          assert.deepEqual(summary(result), expected, JSON.stringify(result.findings));
        });
      }
    });
  }
});

function summary({ sections, findings }: DomainResult): Told {
  const { state, zones } = sections.dnssec!.facts;
  const [host] = sections.dane!.facts.hosts;
  return {
    state,
    delegation: zones[0]?.delegation ?? null,
    dane: host?.state ?? 'none',
    findings: findings
      .filter(({ rule }) => /^(?:dns\/bogus|dane\/|dnssec\/)/.test(rule))
      .map(({ rule, severity }) => `${rule} ${severity}`),
  };
}
