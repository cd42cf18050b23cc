import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Message } from '../../src/report/schema/report.ts';
import { startNsd } from '../servers/nsd.ts';
import { mailcheck } from '../support/command.ts';
import { type SigningKey, signingKey } from '../support/signers.ts';
import { type Child, startChild } from './child.ts';

/** Domains with keys of `mailcheck keygen`, NSD that serves them, and `mailcheck receive` that asks NSD. */

export const POLICIES = { none: 'inbox', quarantine: 'spam', reject: 'refused' } as const;
export type Policy = keyof typeof POLICIES;

/** Where the domains send from, and where a mailing list does. */
export const [OWN, LIST] = ['127.0.0.1', '127.0.0.9'];
export const LIST_DOMAIN = 'list.example';

export interface World {
  receiver: Child;
  /** The key of a policy's domain, at selector s1. */
  keys: Record<Policy, SigningKey>;
  listKey: SigningKey;
  /** What was said of the message with this Message-ID. */
  found(id: string): Promise<Message>;
  stop(): Promise<void>;
}

export function domainOf(policy: Policy): string {
  return `${policy}.test`;
}

const APEX = '@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n';

export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-walk-'));
  const zone = (origin: string, records: string) => {
    const file = path.join(folder, `${origin}.zone`);
    writeFileSync(file, `$ORIGIN ${origin}.\n$TTL 60\n${APEX}${records}\n`);
    return { origin, file };
  };
  const wrong = signingKey();
  const listKey = signingKey();
  const keys = {} as World['keys'];
  // The zones above are asked too (RFC 9989 §4.10).
  const zones = [zone('test', ''), zone('example', '')];
  for (const policy of Object.keys(POLICIES) as Policy[]) {
    const key = await generated(domainOf(policy), folder);
    keys[policy] = key;
    const records = [
      `@ TXT "v=spf1 ip4:${OWN} -all"`,
      `_dmarc TXT "v=DMARC1; p=${policy}"`,
      key.record,
      `other._domainkey TXT ${wrong.record}`,
      'revoked._domainkey TXT "v=DKIM1; k=rsa; p="',
    ];
    zones.push(zone(domainOf(policy), records.join('\n')));
  }
  const list = `@ TXT "v=spf1 ip4:${LIST} -all"\ns1._domainkey TXT ${listKey.record}`;
  zones.push(zone(LIST_DOMAIN, list));
  const nsd = await startNsd(zones);
  const ports = ['--listen', '127.0.0.1:0', '--tls-listen', '127.0.0.1:0'];
  const receiver = await startChild([...ports, '--server', nsd.label, '--format', 'ndjson']);
  return {
    receiver,
    keys,
    listKey,
    found: (id) => foundIn(receiver, id),
    async stop() {
      receiver.kill('SIGTERM');
      assert.equal(await receiver.ended, 143, receiver.stderr());
      await nsd.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The key and the record that keygen makes; the record is zone text, its name included. */
async function generated(domain: string, folder: string): Promise<SigningKey> {
  const { code, stdout, stderr } = await mailcheck(['keygen', domain, '--selector', 's1'], { cwd: folder });
  assert.equal(code, 0, stderr);
  const file = path.join(folder, `s1.${domain}.private.pem`);
  return { type: 'rsa', privateKey: readFileSync(file, 'utf8'), file, record: stdout };
}

async function foundIn(receiver: Child, id: string): Promise<Message> {
  for (;;) {
    const line = receiver
      .stdout()
      .split('\n')
      .find((one) => one.includes(`"messageId":"${id}"`) && one.endsWith('}'));
    if (line !== undefined) return JSON.parse(line).message;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
