import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Section } from '../../src/facts/index.ts';
import { rendererFor } from '../../src/render/index.ts';
import { PLAIN } from '../../src/render/paint.ts';
import { declaredIn } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';
import { projectFolder, projectText } from '../support/project.ts';
import { threshold } from '../support/rendered.ts';

/** No zone file tells what mail servers say: these tables come of fixtures. `UPDATE_GOLDEN=1` writes them anew. */

const HOSTS = `;? now 2026-11-25T12:00:00Z
@ MX 10 mx1
@ MX 20 mx2
mx1 A 192.0.2.1
mx1 AAAA 2001:db8::1
mx2 A 198.51.100.1
`;
const at = (address: string, words: string): string => `;@ smtp://${address} ${words}\n`;
const EVERYWHERE = ['192.0.2.1', '2001:db8::1', '198.51.100.1'];
const everywhere = (words: string): string => EVERYWHERE.map((address) => at(address, words)).join('');
const SUBMISSION = `_submissions._tcp SRV 0 1 465 mx1\n${at('192.0.2.1:465', 'until=2027-01-31')}`;

const SMTP: readonly Section[] = ['smtp'];

const CASES: Record<string, { zone: string; sections?: readonly Section[]; verbose?: boolean }> = {
  'smtp-good': { zone: HOSTS },
  'smtp-good-verbose': { zone: HOSTS + SUBMISSION, verbose: true },
  'smtp-among-others': { zone: HOSTS, sections: ['mx', 'address', 'smtp'] },
  'smtp-one-without-starttls': { zone: HOSTS + at('198.51.100.1', 'no-starttls') },
  'smtp-not-reached': { zone: HOSTS + everywhere('silent') },
  'smtp-one-dead': { zone: HOSTS + at('198.51.100.1', 'refused') },
  'smtp-refuses-us': { zone: HOSTS + everywhere('busy') },
  'smtp-not-every-server': {
    zone: HOSTS + at('192.0.2.1', 'no-starttls') + at('2001:db8::1', 'mute') + at('198.51.100.1', 'ssh'),
  },
  'smtp-hostile-greeting': {
    zone: HOSTS + everywhere('banner=\x1b]0;owned\x07\x1b[2J\u202e<script>alert(1)</script>'),
    verbose: true,
  },
  'smtp-self-signed': { zone: HOSTS + everywhere('self-signed TLSv1.2'), verbose: true },
  'smtp-many-faults': {
    zone:
      HOSTS +
      at('192.0.2.1', 'TLSv1 old-tls banner=localhost_ESMTP_Exim_4.92 auth') +
      at('2001:db8::1', 'no-route') +
      at('198.51.100.1', 'from=2026-09-01 until=2026-12-01 pipelined old-tls'),
    verbose: true,
  },
};

describe('golden tables of mail servers', () => {
  for (const [name, { zone, sections = SMTP, verbose = false }] of Object.entries(CASES)) {
    it(name, async () => {
      const options = { sections, declared: declaredIn(zone), net: fixtureNet(zone) };
      const result = await audit('example.com', fixtureResolver(zone), options);
      const look = { width: 100, paint: PLAIN, verbose, quiet: false, many: false, threshold };
      const renderer = rendererFor('table')(look);
      const shown = renderer.start() + renderer.result(result);
      const file = path.join('test', 'golden', `${name}.txt`);
      if (process.env['UPDATE_GOLDEN']) writeFileSync(path.join(projectFolder(), file), shown);
      assert.equal(shown, projectText(file));
      assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
      for (const line of shown.split('\n')) assert.ok(line.length <= 100, `too wide: ${line}`);
    });
  }
});
