import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectFolder } from '../support/project.ts';
import { BOTH, type SigningWorld, signingWorld } from './sign-world.ts';

let world: SigningWorld;
before(async () => {
  world = await signingWorld();
});
after(() => world.close());

const HEAD = 'From: a@example.com\r\nSubject: x\r\n';
const LINE = `${'0123456789 abcdefg'.repeat(4)}\r\n`;
const PRINTS_MEMORY =
  'data:text/javascript,process.on("exit",()=>console.error("rss",process.resourceUsage().maxRSS))';

/** Signs by the command in a process of its own; tells its exit code and the most memory it had, in MiB. */
async function signed(parts: Iterable<string>) {
  const file = createWriteStream(path.join(world.folder, 'large.eml'));
  for (const part of parts) if (!file.write(part, 'latin1')) await once(file, 'drain');
  await new Promise<void>((resolve) => file.end(resolve));
  const launcher = path.join(projectFolder(), 'bin/mailcheck.js');
  const args = ['--import', PRINTS_MEMORY, launcher, 'sign', 'large.eml', ...BOTH, '-o', 'out.eml'];
  const begin = performance.now();
  return new Promise<{ code: number; memory: number; seconds: number; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: world.folder, timeout: 120_000 }, (error, _stdout, stderr) => {
      const memory = Number(/rss (\d+)/.exec(stderr)?.[1]) / 1024;
      const seconds = (performance.now() - begin) / 1000;
      resolve({
        code: error === null ? 0 : Number(error.code),
        memory,
        seconds,
        stderr: stderr.replace(/rss .*\n/, ''),
      });
    });
  });
}

function* times(count: number, part: string): Generator<string> {
  for (let index = 0; index < count; index++) yield part;
}

function* behind(head: string, parts: Iterable<string>): Generator<string> {
  yield head;
  yield* parts;
}

const MIB = 1024 * 1024;
const BLOCK = LINE.repeat(Math.ceil(MIB / LINE.length));

describe('a message that is meant to hurt', () => {
  let usual = 0;
  before(async () => {
    usual = (await signed([`${HEAD}\r\n${LINE}`])).memory;
  });

  const TAKEN: [string, () => Iterable<string>][] = [
    ['50 MiB of text', () => behind(`${HEAD}\r\n`, times(50, BLOCK))],
    [
      'ten million empty lines',
      () => behind(`${HEAD}\r\n`, behind('', [...times(100, '\r\n'.repeat(100_000)), 'end\r\n'])),
    ],
    ['lines of blanks alone', () => behind(`${HEAD}\r\n`, times(10_000, `${' '.repeat(998)}\r\n`))],
    [
      '10,000 header fields',
      () => behind(HEAD, behind('', [...times(10_000, 'X-Filler: some text\r\n'), '\r\nbody\r\n'])),
    ],
    [
      '5,000 signatures of others',
      () => behind(HEAD, [...times(5000, 'DKIM-Signature: v=1; b=\r\n'), '\r\nbody\r\n']),
    ],
    [
      'a header field of 5,000 folds',
      () => behind(HEAD, ['X-A: b\r\n', ...times(5000, ` ${'c'.repeat(100)}\r\n`), '\r\nbody\r\n']),
    ],
  ];
  for (const [what, parts] of TAKEN) {
    it(`is signed with bounded memory and time: ${what}`, async () => {
      const { code, memory, seconds, stderr } = await signed(parts());
      assert.equal(code, 0, stderr);
      assert.ok(memory < usual + 90, `${memory} MiB, a usual message takes ${usual}`);
      assert.ok(seconds < 60, `${seconds} s`);
    });
  }

  const REFUSED: [string, () => Iterable<string>, RegExp][] = [
    [
      '50 MiB in one body line',
      () => behind(`${HEAD}\r\n`, times(50, 'x'.repeat(MIB))),
      /line 4 has more than 998/,
    ],
    [
      'a header line of 1 MiB',
      () => behind(HEAD, ['X: ', 'x'.repeat(MIB), '\r\n\r\nbody\r\n']),
      /line 3 has more/,
    ],
    [
      'a header without an end',
      () => behind(HEAD, times(50, 'X-A: y\r\n'.repeat(100_000))),
      /longer than 1 MiB/,
    ],
    ['50 MiB of NUL', () => behind(`${HEAD}\r\n`, times(50, '\0'.repeat(MIB))), /line 4 has/],
    ['50 MiB of CR', () => behind(`${HEAD}\r\n`, times(50, '\r'.repeat(MIB))), /line 4 has/],
    ['NUL behind 50 MiB of text', () => behind(`${HEAD}\r\n`, [...times(50, BLOCK), '\0\r\n']), /has a NUL/],
  ];
  for (const [what, parts, words] of REFUSED) {
    it(`is refused: ${what}`, async () => {
      const { code, memory, stderr } = await signed(parts());
      assert.equal(code, 2);
      assert.match(stderr, /^mailcheck: large\.eml: [^\n]{1,200}\n$/);
      assert.match(stderr, words);
      assert.ok(memory < usual + 60, `${memory} MiB, a usual message takes ${usual}`);
    });
  }
});
