import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Declared } from '../../src/facts/index.ts';
import { fixtureResolver } from '../support/fixture.ts';

const ABOVE = '@ MX 10 mail\nmail A 192.0.2.1\nwww A 192.0.2.80\n';
const REJECT = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n';

/** What `www.example.com` is told: rule, severity and what is proposed. */
async function told(zone: string, declared: Declared = {}, domain = 'www.example.com') {
  const { findings, sections } = await audit(domain, fixtureResolver(zone), { declared });
  const wanted = findings.filter(({ rule }) => rule === 'spf/missing' || rule === 'mx/implicit-a');
  const lines = wanted.map(({ rule, severity, changes, safety }) =>
    [rule, severity, changes.map(({ to }) => to).join(), safety].join(' '),
  );
  return [...lines.toSorted(), ...sections.spf!.rules.blocked];
}

describe('the name of a host below a domain', () => {
  it('is no sender and no receiver: notices, and what proposes to refuse is asked about', async () => {
    assert.deepEqual(await told(ABOVE + REJECT), [
      'mx/implicit-a notice 0 . ask',
      'spf/missing notice "v=spf1 -all" ask',
    ]);
  });

  it('is open to forgers where the policy above asks for nothing', async () => {
    const [, spf] = await told(ABOVE + REJECT.replace('reject', 'none'));
    assert.equal(spf, 'spf/missing warning "v=spf1 -all" ask');
  });

  it('is a mail domain where SPF names senders: its address stays the receiver', async () => {
    assert.deepEqual(await told(`${ABOVE}${REJECT}www TXT "v=spf1 a -all"`), [
      'mx/implicit-a warning 0 www.example.com. ask',
    ]);
  });

  it('is what its owner says', async () => {
    const [mx, spf] = await told(ABOVE + REJECT, { role: 'mail' });
    assert.equal(mx, 'mx/implicit-a warning 0 www.example.com. ask');
    assert.match(spf!, /^spf\/missing error/);
  });

  it('is not judged by a registered domain’s own address', async () => {
    const [mx, spf] = await told(`@ A 192.0.2.80\n${REJECT}`, {}, 'example.com');
    assert.equal(mx, 'mx/implicit-a warning 0 example.com. ask');
    assert.match(spf!, /^spf\/missing error/);
  });

  it('stays open where the policy above was not answered', async () => {
    const zone = `;! SERVFAIL _dmarc.example.com TXT\n${ABOVE}`;
    const [, spf, blocked] = await told(zone);
    assert.equal(spf, 'spf/missing warning "v=spf1 -all" ask');
    assert.equal(blocked, 'spf/missing');
  });
});
