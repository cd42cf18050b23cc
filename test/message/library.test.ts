import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { projectFolder } from '../support/project.ts';
import { SIGNERS, signingKey } from '../support/signers.ts';
import { ORDINARY } from './judging.ts';

const key = signingKey();
const zone = `$TTL 60
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT ${key.record}
`;

/** What a program that uses the package prints. */
function printed(script: string): string {
  const head = `
    import { createAuthority, judgeMessage, messageSource, offline, overlaid, readMasterFile } from '@mailcheck/cli';
    const { records } = readMasterFile(${JSON.stringify(zone)}, { file: 'x', origin: 'example.com' });
    const sourced = records.map(({ file, line, ...record }) => ({ ...record, source: { file, line } }));
    const resolver = overlaid(createAuthority(sourced), offline);
    const session = { ip: '192.0.2.1', helo: 'mail.example.com', mailFrom: 'news@example.com' };`;
  const args = ['--input-type=module', '-e', head + script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: projectFolder(), encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout;
}

it('the library authenticates a message', async () => {
  const signed = await SIGNERS.mailauth(ORDINARY, { key });
  const said = printed(`
    for (const octets of [${JSON.stringify(signed)}, new TextEncoder().encode(${JSON.stringify(ORDINARY)})]) {
      const { kind, verdict, message } = await judgeMessage(messageSource(octets, 'a.eml'), session, resolver);
      console.log(kind, verdict, message.source, message.spf.result, message.dkim.length, message.dmarc.current.by.join());
    }
    const forged = { ...session, ip: '198.51.100.7' };
    const { verdict, message } = await judgeMessage(messageSource(${JSON.stringify(ORDINARY)}), forged, resolver);
    console.log(verdict, message.dmarc.current.word);`);
  assert.equal(said, 'message pass a.eml pass 1 dkim,spf\nmessage pass a.eml pass 0 spf\nfail refused\n');
});

it('the library rejects with what the source of a message throws', () => {
  const said = printed(`
    async function* halves() { yield Buffer.from('From: a@example.com\\r\\n\\r\\nbody'); throw new Error('it is cut off'); }
    for (const open of [() => { throw new Error('it is gone'); }, halves])
      await judgeMessage({ name: 'x', size: 1, open }, session, resolver).catch(({ message }) => console.log(message));`);
  assert.equal(said, 'it is gone\nit is cut off\n');
});
