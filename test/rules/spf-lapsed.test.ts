import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { fixtureResolver } from '../support/fixture.ts';

const found = async (...lines: string[]) => {
  const { findings, inconclusive } = await audit('example.com', fixtureResolver(lines.join('\n')), {
    sections: ['spf'],
  });
  return { findings, blocked: inconclusive.flatMap(({ blocks }) => blocks) };
};
const RULE = 'spf/include-unregistered';
const HELD = 'lapsed.example. NS ns1.example.net.';

const LAPSED: [what: string, zone: string[], message: RegExp, to: string | undefined][] = [
  [
    'an a',
    ['@ TXT "v=spf1 ip4:192.0.2.1 a:mail.lapsed.example -all"'],
    /^“a:mail\.lapsed\.example”: lapsed\.example is free to register: whoever does can send as this domain$/,
    '"v=spf1 ip4:192.0.2.1 -all"',
  ],
  [
    'an mx',
    ['@ TXT "v=spf1 ip4:192.0.2.1 mx:lapsed.example/24 -all"'],
    /^“mx:lapsed\.example\/24”: .* can send as this domain$/,
    '"v=spf1 ip4:192.0.2.1 -all"',
  ],
  [
    'an exists',
    ['@ TXT "v=spf1 ip4:192.0.2.1 exists:yes.lapsed.example -all"'],
    /^“exists:yes\.lapsed\.example”: .* can send as this domain$/,
    '"v=spf1 ip4:192.0.2.1 -all"',
  ],
  [
    'a name whose alias leads to it',
    [
      '@ TXT "v=spf1 ip4:192.0.2.1 a:mail.held.example -all"',
      'mail.held.example. CNAME mail.lapsed.example.',
    ],
    /^“a:mail\.held\.example”: lapsed\.example is free to register/,
    '"v=spf1 ip4:192.0.2.1 -all"',
  ],
  [
    'a term of an include',
    [
      '@ TXT "v=spf1 include:_spf.held.example -all"',
      '_spf.held.example. TXT "v=spf1 a:mail.lapsed.example -all"',
    ],
    /^“a:mail\.lapsed\.example” in the record of _spf\.held\.example: lapsed\.example is free/,
    undefined,
  ],
  [
    'a term that refuses',
    ['@ TXT "v=spf1 -a:mail.lapsed.example ip4:192.0.2.1 -all"'],
    /whoever does decides what this record says$/,
    '"v=spf1 ip4:192.0.2.1 -all"',
  ],
];

describe('names of domains that anybody can register', () => {
  for (const [what, zone, message, to] of LAPSED) {
    it(`${what}: an error, once`, async () => {
      const { findings } = await found(...zone);
      const own = findings.filter(({ rule }) => rule === RULE || rule === 'spf/void-lookup');
      assert.deepEqual(
        own.map(({ rule, severity }) => `${rule} ${severity}`),
        [`${RULE} error`],
      );
      assert.match(own[0]!.message, message);
      assert.equal(own[0]!.changes[0]?.to, to);
    });

    it(`${what}: nothing of it while the domain is somebody’s`, async () => {
      const { findings } = await found(...zone, HELD);
      assert.deepEqual(
        findings.filter(({ rule }) => rule === RULE),
        [],
      );
    });
  }

  it('are left open where the registry does not answer', async () => {
    const { findings, blocked } = await found(
      '@ TXT "v=spf1 a:mail.lapsed.example -all"',
      ';! TIMEOUT lapsed.example SOA',
    );
    assert.deepEqual(
      findings.filter(({ rule }) => rule === RULE),
      [],
    );
    assert.ok(blocked.includes(RULE));
  });

  it('are never names below the domain itself', async () => {
    const { findings } = await found('@ TXT "v=spf1 a:gone.example.com -all"', ';! NXDOMAIN example.com SOA');
    assert.deepEqual(
      findings.filter(({ rule }) => rule === RULE),
      [],
    );
  });
});
