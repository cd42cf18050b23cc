import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createAuthority, overlaid, type Resolver } from '../../src/dns/index.ts';
import { SECTIONS } from '../../src/facts/index.ts';
import { parseDmarc } from '../../src/records/dmarc.ts';
import type { DomainResult, Finding } from '../../src/report/schema/report.ts';
import { allRules } from '../../src/rules/index.ts';
import { applyChanges } from '../support/changes.ts';
import { declaredIn, domainOf } from '../support/declared.ts';
import { fixtureRecords, fixtureResolver } from '../support/fixture.ts';
import { projectFolder } from '../support/project.ts';

/**
 * A change that is called safe may be published without a thought: whatever passed before it passes after it, nothing is
 * asked to be refused that was not, and every server that took mail is still named.
 */

const rules = await allRules();
const folder = path.join(projectFolder(), 'test/golden/zones');
const zones = [
  ...rules.flatMap(({ id, fails, passes }) => [
    { what: `${id}, failing`, zone: fails },
    { what: `${id}, passing`, zone: passes },
  ]),
  ...readdirSync(folder).map((file) => ({
    what: file,
    zone: readFileSync(path.join(folder, file), 'latin1'),
  })),
];

const MOST_SENDERS = 8;

/** Addresses of which SPF says pass, one of each network. */
async function passing(domain: string, world: Resolver, { sections }: DomainResult): Promise<string[]> {
  const { ipv4, ipv6 } = sections.spf!.facts.authorised;
  const addresses = [...ipv4.networks, ...ipv6.networks]
    .slice(0, MOST_SENDERS)
    .map((one) => one.split('/')[0]!);
  const passes = await Promise.all(addresses.map((ip) => isPassing(domain, world, ip)));
  return addresses.filter((_, index) => passes[index]);
}

async function isPassing(domain: string, world: Resolver, ip: string): Promise<boolean> {
  const { sections } = await audit(domain, world, { sections: ['spf'], declared: { session: { ip } } });
  return sections.spf!.facts.check!.result === 'pass';
}

const RANK: Record<string, number> = { nothing: 0, none: 0, unknown: 0, quarantine: 1, reject: 2 };

/** How much is asked for, of whom and by whom, and how strictly names are compared. */
function demands({ sections }: DomainResult): number[] {
  const { effective, legacy, record } = sections.dmarc!.facts;
  const policies = [effective, legacy].flatMap(({ domain, subdomains, nonexistent }) => [
    domain,
    subdomains,
    nonexistent,
  ]);
  const { adkim, aspf } = parseDmarc(record ?? '').value;
  return [...policies.map((policy) => RANK[policy]!), ...[adkim, aspf].map((mode) => Number(mode === 's'))];
}

function receivers({ sections }: DomainResult): string[] {
  const { state, hosts, own } = sections.mx!.facts;
  const taking = state === 'implicit' ? [own] : hosts;
  return taking.filter(({ addresses }) => addresses.length > 0).map(({ host }) => host);
}

function keys({ sections }: DomainResult): string[] {
  const usable = sections.dkim!.facts.keys.filter(({ status }) => status === 'ok');
  return usable.map(({ selector }) => selector);
}

/** What `after` has lost of `before`. */
const lost = (before: readonly string[], after: readonly string[]): string[] =>
  before.filter((one) => !after.includes(one));

describe('a safe change loses no mail', () => {
  let seen = 0;
  for (const { what, zone } of zones) {
    it(what, async () => {
      const domain = domainOf(zone);
      const options = { sections: SECTIONS, declared: declaredIn(zone) };
      const world = fixtureResolver(zone);
      const before = await audit(domain, world, options);
      const senders = await passing(domain, world, before);
      const { role } = before.posture!;
      // Whose owner says that nothing is sent may publish what refuses everything.
      const isQuiet = role.source === 'declared' && ['no-mail', 'receive-only'].includes(role.value);
      for (const finding of before.findings.filter(({ safety }) => safety === 'safe' && !isQuiet)) {
        seen += 1;
        await assertHarmless(finding, senders);
      }

      async function assertHarmless({ rule, changes }: Finding, passed: string[]): Promise<void> {
        const changed = overlaid(createAuthority(applyChanges(fixtureRecords(zone), changes), ['.']), world);
        const after = await audit(domain, changed, options);
        for (const ip of passed) assert.ok(await isPassing(domain, changed, ip), `${rule}: ${ip} fails`);
        const [asked, asks] = [demands(before), demands(after)];
        assert.ok(
          asks.every((demand, index) => demand <= asked[index]!),
          `${rule}: asks for more`,
        );
        assert.deepEqual(lost(receivers(before), receivers(after)), [], `${rule}: MX`);
        assert.deepEqual(lost(keys(before), keys(after)), [], `${rule}: keys`);
      }
    });
  }

  it('has met such changes', () => assert.ok(seen > 10, `${seen}`));
});
