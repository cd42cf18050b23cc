import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { SECTIONS, type Section } from '../../src/facts/index.ts';
import { sectionRows } from '../../src/render/sections/index.ts';
import { declaredIn } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

/** The line of one section. */
async function line(label: string, zone: string, sections: readonly Section[] = SECTIONS): Promise<string> {
  const { resolver, net } = { resolver: fixtureResolver(zone), net: fixtureNet(zone) };
  const result = await audit('example.com', resolver, { sections, net, declared: declaredIn(zone) });
  const row = sectionRows(result).find((one) => one.label === label);
  return `${row?.state} ${row?.words}`;
}

const LEAF = '4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9';
const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\n';
const TWO = `;? now 2027-01-01\n;! SECURE example.com\n${MAIL}mail A 192.0.2.2\n_25._tcp.mail TLSA 3 1 1 ${LEAF}\n`;
const at = (one: string, two: string): string =>
  `${TWO};@ smtp://192.0.2.1 ${one}\n;@ smtp://192.0.2.2 ${two}\n`;

describe('the line of SMTP', () => {
  for (const [what, zone, words] of [
    ['the MX lookup fails', `${MAIL};! SERVFAIL example.com MX`, '? not read'],
    ['the lookups of addresses fail', `${MAIL};! TIMEOUT mail.example.com *`, '? not read'],
    ['nothing receives', '@ MX 0 .', 'ok no server takes mail'],
  ] as const)
    it(what, async () => assert.equal(await line('SMTP', zone, ['smtp']), words));
});

describe('the line of DANE counts the servers that were seen', () => {
  for (const [what, zone, words] of [
    ['both match', at('chain=leaf', 'chain=leaf'), 'ok 1 of 1 MX hosts, matched by 2 servers'],
    ['one does not', at('chain=leaf', 'chain=self'), 'error 1 of 1 MX hosts, matched by 1 of 2 servers'],
    ['one is silent', at('chain=leaf', 'silent'), 'ok 1 of 1 MX hosts, matched by 1 server'],
    ['none was seen', at('silent', 'silent'), '? 1 of 1 MX hosts'],
  ] as const)
    it(what, async () => assert.equal(await line('DANE', zone), words));
});
