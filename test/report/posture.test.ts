import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { forgedWords } from '../../src/render/words.ts';
import { fixtureResolver } from '../support/fixture.ts';

async function postureOf(zone: string, domain = 'example.com') {
  const { posture } = await audit(domain, fixtureResolver(zone));
  return posture!;
}

const SPF = '@ TXT "v=spf1 ip4:192.0.2.1 -all"';

describe('the headline praises only what both kinds of receivers do', () => {
  const PROTECTION: [what: string, dmarc: string, protection: string, older: string][] = [
    ['p=reject', 'v=DMARC1; p=reject', 'enforced', 'refused'],
    [
      'reject for a half: older ones quarantine the others (RFC 7489 §6.6.4)',
      'v=DMARC1; p=reject; pct=50',
      'enforced',
      'spam',
    ],
    ['quarantine for a half', 'v=DMARC1; p=quarantine; pct=50', 'partial', 'inbox'],
    ['quarantine for nobody', 'v=DMARC1; p=quarantine; pct=0', 'partial', 'inbox'],
    ['reject as a test', 'v=DMARC1; p=reject; t=y', 'enforced', 'refused'],
    ['quarantine as a test', 'v=DMARC1; p=quarantine; t=y', 'none', 'spam'],
    ['subdomains let off', 'v=DMARC1; p=reject; sp=none', 'partial', 'refused'],
    ['np alone for names that do not exist', 'v=DMARC1; p=reject; sp=none; np=reject', 'partial', 'refused'],
  ];
  for (const [what, dmarc, protection, older] of PROTECTION) {
    it(`${what}: ${protection}`, async () => {
      const posture = await postureOf(`${SPF}\n_dmarc TXT "${dmarc}"`);
      assert.equal(posture.protection, protection);
      assert.equal(posture.forged.domain.legacy.word, older);
    });
  }

  it('says which part older receivers let through', async () => {
    const posture = await postureOf(`${SPF}\n_dmarc TXT "v=DMARC1; p=quarantine; pct=50"`);
    assert.match(forgedWords(posture, 'example.com'), /older receivers: INBOX for some of it/);
  });

  it('a policy of the public suffix alone is partial: RFC 7489 knows none', async () => {
    const zone = 'example.co.uk. TXT "v=spf1 -all"\n_dmarc.co.uk. TXT "v=DMARC1; p=reject; psd=y"';
    const { protection, forged } = await postureOf(zone, 'example.co.uk');
    assert.deepEqual(
      [forged.domain.word, forged.domain.legacy.word, protection],
      ['refused', 'passes', 'partial'],
    );
  });
});

describe('the headline claims nothing of an SPF record that was not read', () => {
  const REJECT = '_dmarc TXT "v=DMARC1; p=reject"';
  const WORDS: [what: string, zone: string, word: string][] = [
    ['the domain’s own record', `${SPF}\n;! SERVFAIL example.com TXT`, 'unknown'],
    [
      'what stands in its place',
      '@ TXT "v=spf1 redirect=spf.example.net"\n;! TIMEOUT spf.example.net TXT',
      'unknown',
    ],
    [
      'another record of its own',
      '@ TXT "v=spf1 include:_spf.example.com -all"\n;! TIMEOUT _spf.example.com TXT',
      'unknown',
    ],
    [
      'addresses that stand for half of the Internet',
      '@ TXT "v=spf1 a:a.example.net/0 -all"\n;! TIMEOUT a.example.net *',
      'unknown',
    ],
    [
      'an include of somebody else, as it times out every day',
      '@ TXT "v=spf1 include:spf.example.net -all"\n;! TIMEOUT spf.example.net TXT',
      'refused',
    ],
    ['a host’s addresses', '@ TXT "v=spf1 a:a.example.net -all"\n;! TIMEOUT a.example.net *', 'refused'],
  ];
  for (const [what, zone, word] of WORDS) {
    it(`${what}: ${word}`, async () => {
      const { forged, protection } = await postureOf(`${zone}\n${REJECT}`);
      assert.equal(forged.domain.word, word);
      assert.equal(forged.domain.legacy.word, word);
      assert.equal(protection, word === 'unknown' ? 'unknown' : 'enforced');
    });
  }

  it('what asks for nothing asks for nothing, whatever was not read', async () => {
    const zone = `${SPF}\n;! SERVFAIL example.com TXT\n_dmarc TXT "v=DMARC1; p=none"`;
    assert.equal((await postureOf(zone)).forged.domain.word, 'inbox');
  });
});
