import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { details } from '../../src/render/details.ts';
import { fixtureResolver } from '../support/fixture.ts';

async function shown(zone: string, domain = 'example.com'): Promise<string> {
  return details(await audit(domain, fixtureResolver(zone)), undefined, '').join('\n');
}

describe('the rows of -v', () => {
  it('say which record older receivers use', async () => {
    const zone =
      '_dmarc TXT "v=DMARC1; p=none"\n_dmarc.mail TXT "v=DMARC1; p=reject; psd=n"\nx.mail TXT "v=spf1 -all"';
    const text = await shown(zone, 'x.mail.example.com');
    assert.match(text, /newer receivers \(RFC 9989\) +domain reject/);
    assert.match(text, /older receivers \(RFC 7489\) +domain none.*by the record at _dmarc\.example\.com/);
  });

  it('say nothing of it where it is the same', async () => {
    assert.doesNotMatch(await shown('_dmarc TXT "v=DMARC1; p=none"'), /by the record at/);
  });

  it('put “at least” where it belongs', async () => {
    const zone = '@ TXT "v=spf1 ip6:2001:db8::/32 include:slow.example -all"\n;! TIMEOUT slow.example TXT';
    assert.match(await shown(zone), /IPv6, at least: 2001:db8::\/32/);
  });

  it('count what was not looked at', async () => {
    const zone = Array.from({ length: 20 }, (_, n) => `@ MX ${n} m${n}\nm${n} A 192.0.2.${n}`).join('\n');
    assert.match(await shown(zone), /5 more hosts not looked at/);
  });
});
