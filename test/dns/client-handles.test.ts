import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../src/dns/client/client.ts';
import { startNameServer } from '../servers/name-server.ts';
import { GOOD, OVER } from './asking.ts';

const FD = '/proc/self/fd';
const NAME_SERVERS = 20;

/** Files and sockets that this process has open, whether they keep it alive or not. */
const open = (): number => readdirSync(FD).length;

/** A long run asks the name servers of very many zones: what it is done with it lets go, and not only at its end. */
for (const [way, over] of Object.entries(OVER)) {
  it(`name servers asked themselves over ${way} leave no socket behind`, {
    skip: !existsSync(FD),
  }, async () => {
    const answering = over(() => ({ ...GOOD, flags: { aa: true } }));
    const servers = await Promise.all(Array.from({ length: NAME_SERVERS }, () => startNameServer(answering)));
    const at = new Map(servers.map(({ server }, index) => [`192.0.2.${index}`, server]));
    const client = createClient({ servers: [], authorityAt: (address) => at.get(address) });
    const before = open();
    try {
      for (const address of at.keys()) {
        const answers = await Promise.all([
          client.ask('example.com', 'TXT', address),
          client.ask('EXAMPLE.com', 'TXT', address),
        ]);
        assert.deepEqual(
          answers.map(({ status }) => status),
          ['present', 'present'],
        );
      }
      // The server's ends of the connections close a moment later.
      for (let round = 0; round < 100 && open() > before + 2; round++) await pause(20);
      assert.ok(open() <= before + 2, `${open() - before} are still open`);
    } finally {
      await client.close();
      await Promise.all(servers.map((server) => server.close()));
    }
  });
}
