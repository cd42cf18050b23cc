import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keyRecordText, makeKey, privatePem, type SigningKey } from '../../src/message/keys.ts';
import { mailcheck, type Ran } from '../support/command.ts';
import { skipUnless } from '../support/shared.ts';

const OPENDKIM = '/usr/sbin/opendkim';
const PYTHON = '/usr/bin/python3';
const DKIMPY = '/usr/lib/python3/dist-packages/dkim';

export const withoutOpenDkim = skipUnless(existsSync(OPENDKIM), 'opendkim is not installed');
export const withoutDkimpy = skipUnless(existsSync(DKIMPY), 'dkimpy (python3-dkim) is not installed');

/** A folder with keys (`rsa.pem`, `ed.pem`), whose public halves are known under the selectors `rsa` and `ed`. */
export interface SigningWorld {
  folder: string;
  keys: { rsa: SigningKey; ed: SigningKey };
  /** Signs a message with both keys, or as the further arguments say. */
  sign(message: string | Buffer, args?: readonly string[]): Promise<Ran>;
  close(): void;
}

export const BOTH = [
  '--key',
  'rsa.pem',
  '--selector',
  'rsa',
  '--key',
  'ed.pem',
  '--selector',
  'ed',
  '--domain',
  'example.com',
];

export async function signingWorld(): Promise<SigningWorld> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-sign-'));
  const keys = { rsa: await makeKey('rsa', 2048), ed: await makeKey('ed25519', 0) };
  for (const [name, key] of Object.entries(keys))
    writeFileSync(path.join(folder, `${name}.pem`), privatePem(key));
  return {
    folder,
    keys,
    sign(message, args = BOTH) {
      writeFileSync(path.join(folder, 'message.eml'), message, 'latin1');
      return mailcheck(['sign', 'message.eml', ...args], { cwd: folder });
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

function recordsOf({ keys }: SigningWorld): Record<string, string> {
  return Object.fromEntries(
    Object.entries(keys).map(([selector, key]) => [`${selector}._domainkey.example.com`, keyRecordText(key)]),
  );
}

/** On the way every line ends in CRLF, the last one too (RFC 5321 §2.3.8). */
export const asSent = (text: string): string => text.replace(/\r?\n/g, '\r\n').replace(/([^\n])$/, '$1\r\n');

/** What OpenDKIM says of each signature, as in `rsa: pass`. Octets of the message as characters. */
export function openDkim(world: SigningWorld, message: string): string[] {
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(world.folder, name), text, 'latin1');
    return path.join(world.folder, name);
  };
  const records = Object.entries(recordsOf(world)).map(([name, text]) => `${name} ${text}\n`);
  const keys = file('keys.txt', records.join(''));
  const conf = file('opendkim.conf', `Mode v\nTestPublicKeys ${keys}\n`);
  const args = ['-x', conf, '-v', '-v', '-t', file('signed.eml', message)];
  const said = execFileSync(OPENDKIM, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return [...said.matchAll(/dkim=(\w+)[^;]*header\.s=(\w+)/g)].map(
    ([, result, selector]) => `${selector}: ${result}`,
  );
}

const SCRIPT = `
import json, sys, dkim
keys = json.load(open('keys.json'))
find = lambda name, timeout=5: keys.get(name.decode().rstrip('.').lower(), '').encode() or None
def verify(message, index):
    try:
        return message.verify(index, dnsfunc=find)
    except Exception as error:
        return str(error)
said = []
for path in sys.argv[1:]:
    message = dkim.DKIM(open(path, 'rb').read())
    count = sum(1 for name, _ in message.headers if name.lower() == b'dkim-signature')
    said.append([verify(message, index) for index in range(count)])
print(json.dumps(said))
`;

/** Whether dkimpy verifies each signature of each message. */
export function dkimpy(world: SigningWorld, messages: readonly string[]): unknown[][] {
  writeFileSync(path.join(world.folder, 'keys.json'), JSON.stringify(recordsOf(world)));
  const names = messages.map((message, index) => {
    writeFileSync(path.join(world.folder, `${index}.eml`), message, 'latin1');
    return `${index}.eml`;
  });
  return JSON.parse(execFileSync(PYTHON, ['-c', SCRIPT, ...names], { cwd: world.folder, encoding: 'utf8' }));
}

export const bytesOf = (world: SigningWorld, name: string): string =>
  readFileSync(path.join(world.folder, name), 'latin1');
