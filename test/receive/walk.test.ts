import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { Message } from '../../src/report/schema/report.ts';
import { OPENSSL } from '../servers/certificates.ts';
import { NSD } from '../servers/nsd.ts';
import { withoutPostfix } from '../servers/postfix.ts';
import { startRelay } from '../servers/postfix-relay.ts';
import { skipWithout } from '../servers/process.ts';
import { mailcheck } from '../support/command.ts';
import { SIGNERS, sealed } from '../support/signers.ts';
import { connected } from './client.ts';
import {
  domainOf,
  LIST,
  LIST_DOMAIN,
  OWN,
  POLICIES,
  type Policy,
  startWorld,
  type World,
} from './walk-world.ts';

const SWAKS = '/usr/bin/swaks';
const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-walk-mail-'));
let count = 0;

/** A message of a domain, with a Message-ID of its own. */
function written(policy: Policy): { id: string; message: string } {
  const domain = domainOf(policy);
  const id = `<${count++}@${domain}>`;
  const message = [
    `From: Shop <orders@${domain}>`,
    'To: reader@example.org',
    'Subject: Your order',
    'Date: Mon, 2 Mar 2026 09:00:00 +0000',
    `Message-ID: ${id}`,
    '',
    'It is on its way.',
    '',
  ].join('\r\n');
  return { id, message };
}

describe('the walk of a message', { skip: withoutPostfix() || skipWithout(NSD, SWAKS, OPENSSL) }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(async () => {
    await world.stop();
    rmSync(folder, { recursive: true });
  });

  /** By `mailcheck sign`. */
  async function signed(policy: Policy, message: string, selector = 's1'): Promise<string> {
    const file = path.join(folder, `${count++}.eml`);
    writeFileSync(file, message);
    const key = ['--key', world.keys[policy].file, '--selector', selector, '--domain', domainOf(policy)];
    const { code, stdout, stderr } = await mailcheck(['sign', file, ...key]);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  describe('signed, and delivered by', { concurrency: true }, () => {
    function isRight({ dkim, spf, dmarc, session }: Message, helo: string): void {
      assert.deepEqual(
        dkim.map(({ result, domain, alignment }) => [result, domain, alignment]),
        [['pass', 'reject.test', 'strict']],
      );
      assert.equal(spf?.result, 'pass');
      assert.equal(session.helo.value, helo);
      for (const view of [dmarc.current, dmarc.legacy]) {
        assert.deepEqual([view.result, view.word], ['pass', 'inbox']);
        assert.deepEqual(view.by, ['dkim', 'spf']);
      }
    }

    const tls: Record<string, string> = { STARTTLS: '-starttls smtp', 'implicit TLS': '' };
    for (const [name, more] of Object.entries(tls)) {
      it(`swaks over ${name}`, async () => {
        const { id, message } = written('reject');
        const port = more === '' ? world.receiver.tls!.port : world.receiver.plain.port;
        const greeting = more === '' ? '' : 'echo 220 under TLS; ';
        const pipe = `${greeting}${OPENSSL} s_client -quiet -connect 127.0.0.1:${port} ${more} 2>/dev/null`;
        const mail = [
          '--from',
          'orders@reject.test',
          '--to',
          'reader@example.org',
          '--helo',
          'mx.reject.test',
        ];
        const swaks = spawn(SWAKS, ['--pipe', pipe, ...mail, '--no-data-fixup', '--data', '-']);
        swaks.stdin.end(`${await signed('reject', message)}.\r\n`);
        assert.match(await text(swaks.stdout), /<[-~] +250 accepted/);
        isRight(await world.found(id), 'mx.reject.test');
      });

      it(`Postfix over ${name}`, async () => {
        const { id, message } = written('reject');
        const implicit = more === '';
        const postfix = await startRelay({
          relay: implicit ? world.receiver.tls! : world.receiver.plain,
          tls: implicit ? 'wrapper' : 'encrypt',
          helo: 'mta.reject.test',
        });
        try {
          const client = await connected(postfix.address);
          const octets = (await signed('reject', message)).replace(/\r\n$/, '');
          assert.match(await client.deliver(octets, { from: 'orders@reject.test' }), /^250 /);
          client.close();
          isRight(await world.found(id), 'mta.reject.test');
        } finally {
          await postfix.stop();
        }
      });
    }
  });

  interface Case {
    make(policy: Policy, message: string): string | Promise<string>;
    /** Another host than the domain's own. */
    from?: string;
    mailFrom?: string;
    /** Why the signature does not pass; null where it does, or there is none. */
    reason: Message['dkim'][number]['reason'] | null;
    spf: 'pass' | 'fail';
    /** What DMARC passes by; nothing: it fails. */
    by: ('dkim' | 'spf')[];
    forwarder?: string;
  }

  const bounce = `bounce@${LIST_DOMAIN}`;
  const changed = (message: string): string => message.replace('Subject: ', 'Subject: [List] ');
  const cases: Record<string, Case> = {
    'as it was signed': { make: signed, reason: null, spf: 'pass', by: ['dkim', 'spf'] },
    'without a signature': { make: (_policy, message) => message, reason: null, spf: 'pass', by: ['spf'] },
    'with another body': {
      make: async (policy, message) => (await signed(policy, message)).replace('on its way', 'lost'),
      from: LIST,
      reason: 'body-altered',
      spf: 'fail',
      by: [],
    },
    'with another header': {
      make: async (policy, message) => changed(await signed(policy, message)),
      from: LIST,
      reason: 'header-altered',
      spf: 'fail',
      by: [],
    },
    'with an expired signature': {
      make: (policy, message) =>
        SIGNERS.mailauth(message, {
          key: world.keys[policy],
          domain: domainOf(policy),
          signTime: '2026-03-01T00:00:00Z',
          expires: '2026-03-02T00:00:00Z',
        }),
      from: LIST,
      reason: 'expired',
      spf: 'fail',
      by: [],
    },
    'with another key published': {
      make: (policy, message) => signed(policy, message, 'other'),
      from: LIST,
      reason: 'other-key',
      spf: 'fail',
      by: [],
    },
    'with a revoked key': {
      make: (policy, message) => signed(policy, message, 'revoked'),
      from: LIST,
      reason: 'key-revoked',
      spf: 'fail',
      by: [],
    },
    'signed by somebody else': {
      make: (_policy, message) => SIGNERS.mailauth(message, { key: world.listKey, domain: LIST_DOMAIN }),
      from: LIST,
      mailFrom: bounce,
      reason: null,
      spf: 'pass',
      by: [],
    },
    'from a host that SPF does not name': {
      make: signed,
      from: LIST,
      reason: null,
      spf: 'fail',
      by: ['dkim'],
    },
    'from such a host, without a signature': {
      make: (_policy, message) => message,
      from: LIST,
      reason: null,
      spf: 'fail',
      by: [],
    },
    'forwarded as it was': {
      make: signed,
      from: LIST,
      mailFrom: bounce,
      reason: null,
      spf: 'pass',
      by: ['dkim'],
    },
    'forwarded and changed': {
      make: async (policy, message) => changed(await signed(policy, message)),
      from: LIST,
      mailFrom: bounce,
      reason: 'header-altered',
      spf: 'pass',
      by: [],
    },
    'forwarded, changed and sealed by ARC': {
      make: async (policy, message) =>
        sealed(changed(await signed(policy, message)), {
          key: world.listKey,
          domain: LIST_DOMAIN,
          selector: 's1',
        }),
      from: LIST,
      mailFrom: bounce,
      reason: 'header-altered',
      spf: 'pass',
      by: [],
      forwarder: LIST_DOMAIN,
    },
  };

  for (const policy of Object.keys(POLICIES) as Policy[])
    describe(`under p=${policy}`, { concurrency: 8 }, () => {
      for (const [name, { make, from = OWN, mailFrom, reason, spf, by, forwarder = null }] of Object.entries(
        cases,
      ))
        it(name, async () => {
          const { id, message } = written(policy);
          const octets = (await make(policy, message)).replace(/\r\n$/, '');
          const client = await connected(world.receiver.tls!, { tls: true, from });
          const sender = mailFrom ?? `orders@${domainOf(policy)}`;
          assert.match(await client.deliver(octets, { from: sender, helo: 'mx.example.com' }), /^250 /);
          client.close();
          const found = await world.found(id);
          assert.equal(found.session.ip.value, from);
          assert.equal(found.dkim[0]?.reason ?? null, reason);
          assert.equal(found.spf?.result, spf);
          const word = by.length === 0 ? POLICIES[policy] : 'inbox';
          for (const view of [found.dmarc.current, found.dmarc.legacy])
            assert.deepEqual(
              [view.result, view.by, view.word],
              [by.length === 0 ? 'fail' : 'pass', by, word],
            );
          assert.equal(found.forwarder, forwarder);
        });
    });
});
