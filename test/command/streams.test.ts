import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { progressOn } from '../../src/command/progress.ts';
import { type Output, type Streams, wantsColor, widthOf } from '../../src/command/streams.ts';

function output(isTTY: boolean, columns?: number): Output & { written: string[] } {
  const written: string[] = [];
  return { isTTY, columns, written, write: async (text) => written.push(String(text)) > 0 };
}

describe('colour', () => {
  const cases: [boolean, 'auto' | 'always' | 'never', boolean, Streams['env']][] = [
    [true, 'auto', true, {}],
    [false, 'auto', false, {}],
    [false, 'auto', true, { NO_COLOR: '1' }],
    [false, 'auto', true, { NO_COLOR: '1', FORCE_COLOR: '1' }],
    [true, 'auto', false, { FORCE_COLOR: '1' }],
    [false, 'auto', false, { FORCE_COLOR: '0' }],
    [false, 'auto', true, { TERM: 'dumb' }],
    [true, 'always', false, { NO_COLOR: '1' }],
    [false, 'never', true, { FORCE_COLOR: '1' }],
  ];
  for (const [expected, when, isTTY, env] of cases) {
    it(`${when}, ${isTTY ? 'terminal' : 'pipe'}, ${JSON.stringify(env)}: ${expected}`, () => {
      assert.equal(wantsColor(when, output(isTTY), env), expected);
    });
  }
});

describe('width', () => {
  it('is the terminal’s, and none for a pipe', () => {
    assert.equal(widthOf(output(true, 120), {}), 120);
    assert.equal(widthOf(output(false), {}), undefined);
    assert.equal(widthOf(output(false), { COLUMNS: '100' }), 100);
  });
});

describe('progress', () => {
  const shownOn = async (stderrIsTTY: boolean, stdoutIsTTY: boolean, env: Streams['env'], many = true) => {
    const stderr = output(stderrIsTTY);
    const interrupted = new AbortController().signal;
    const streams = {
      stdin: Readable.from([]),
      stdout: output(stdoutIsTTY),
      stderr,
      env,
      cwd: '.',
      interrupted,
    };
    const progress = progressOn(streams, many);
    progress.done();
    await progress.clear();
    return stderr.written.join('');
  };

  it('is one line on a terminal, and is taken away', async () => {
    assert.equal(await shownOn(true, false, {}), '\r1 domains\r\u001b[K');
  });

  it('stays away from pipes, CI, results on the same screen, and a single domain', async () => {
    assert.equal(await shownOn(false, false, {}), '');
    assert.equal(await shownOn(true, true, {}), '');
    assert.equal(await shownOn(true, false, { CI: 'true' }), '');
    assert.equal(await shownOn(true, false, {}, false), '');
  });
});
