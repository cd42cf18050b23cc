import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gate } from '../../src/gate/gate.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

/** The policy file is no part of a zone: a change of the MX is held against the one that is served today. */

const SERVED = `mta-sts A 192.0.2.80
new.provider.example. A 198.51.100.7
backup.provider.example. A 198.51.100.8
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: MODE
;| mx: mail.example.com
;| max_age: 604800
`;
const ZONE = `@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
_mta-sts TXT "v=STSv1; id=1"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
`;

async function gated(before: string, after: string, mode = 'enforce') {
  const world = SERVED.replace('MODE', mode);
  const result = await gate(
    'example.com',
    { base: fixtureResolver(before + world), proposed: fixtureResolver(after + world) },
    { net: fixtureNet(world) },
  );
  const stated = result.findings.map(({ rule, severity, state }) => `${rule} ${severity} ${state}`);
  return { ...result, stated: stated.filter((line) => line.startsWith('mta-sts/')) };
}

const MOVED = ZONE.replace('MX 10 mail', 'MX 10 new.provider.example.');

describe('a change of the MX under an MTA-STS policy', () => {
  it('fails where senders that follow the policy would deliver nothing any more', async () => {
    const { verdict, stated, findings, change } = await gated(ZONE, MOVED);
    assert.equal(verdict, 'fail');
    assert.ok(
      change!.meaning.includes(
        'MTA-STS: the policy that is served does not name new.provider.example: senders will not deliver there',
      ),
      change!.meaning.join('\n'),
    );
    assert.deepEqual(stated, ['mta-sts/mx-not-covered error new', 'mta-sts/mx-stale notice new']);
    assert.match(
      findings[0]!.message,
      /1 of 1 MX hosts is not in the policy \(mode enforce\): new\.provider\.example/,
    );
  });

  it('warns of a backup that is left out, and in testing', async () => {
    const backup = `${ZONE}@ MX 20 backup.provider.example.\n`;
    assert.deepEqual((await gated(ZONE, backup)).stated, ['mta-sts/mx-not-covered warning new']);
    const testing = await gated(ZONE, MOVED, 'testing');
    assert.ok(testing.stated.includes('mta-sts/mx-not-covered warning new'));
    assert.equal(testing.verdict, 'pass');
  });

  it('tells of no change where another record changes', async () => {
    const { verdict, stated } = await gated(ZONE, `${ZONE}www A 192.0.2.9\n`);
    assert.equal(verdict, 'pass');
    assert.deepEqual(stated, []);
  });

  it('is better where the MX comes back', async () => {
    const { verdict, change } = await gated(MOVED, ZONE);
    assert.equal(verdict, 'pass');
    assert.ok(change!.fixed.some(({ rule }) => rule === 'mta-sts/mx-not-covered'));
  });

  it('tells that the policy’s host would be gone', async () => {
    const world = SERVED.replace('MODE', 'enforce');
    const gone = world.replace('mta-sts A 192.0.2.80\n', '');
    const { findings } = await gate(
      'example.com',
      { base: fixtureResolver(ZONE + world), proposed: fixtureResolver(ZONE + gone) },
      { net: fixtureNet(world) },
    );
    assert.ok(findings.some(({ rule, state }) => rule === 'mta-sts/host-missing' && state === 'new'));
  });

  it('says what becomes of the policy', async () => {
    const { change } = await gated(ZONE, ZONE.replace(/_mta-sts.*\n/, ''));
    assert.ok(change!.meaning.includes('MTA-STS: a policy → no policy'), change!.meaning.join('\n'));
  });
});

describe('a change of the MX where DANE is in use', () => {
  const TLSA = `_25._tcp.mail TLSA 3 1 1 ${'c0ffee00'.repeat(8)}\n`;
  const meaningOf = async (before: string, after: string) => (await gated(before, after)).change!.meaning;

  it('says that a server comes without TLSA records, or loses its own', async () => {
    const moved = await meaningOf(`${ZONE}${TLSA}`, `${MOVED}${TLSA}`);
    assert.ok(moved.includes('DANE: new.provider.example comes without TLSA records'), moved.join('\n'));
    const lost = await meaningOf(`${ZONE}${TLSA}`, ZONE);
    assert.ok(lost.includes('DANE: mail.example.com loses its TLSA records'), lost.join('\n'));
  });

  it('says nothing where it was not in use', async () => {
    for (const line of await meaningOf(ZONE, MOVED)) assert.doesNotMatch(line, /DANE/);
  });
});
