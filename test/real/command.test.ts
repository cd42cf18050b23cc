import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Report } from '../../src/report/schema/report.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { startUnbound, UNBOUND } from '../servers/unbound.ts';
import { projectFolder } from '../support/project.ts';
import { skipUnless } from '../support/shared.ts';
import { comparable, ZONES } from './world.ts';

const root = projectFolder();
const isBuilt = existsSync(path.join(root, 'dist', 'main.js'));
const skip = skipWithout(NSD, UNBOUND) || skipUnless(isBuilt, 'the command is not built (npm run build)');

const DOMAINS = ['example.com', 'example.org', 'alias.example', 'large.example', 'nowhere.test'];

interface Run {
  code: number;
  report: Report;
  stderr: string;
}

/** The command as a user starts it; not blocking, for the output of the servers is read here too. */
function mailcheck(...args: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [path.join(root, 'bin', 'mailcheck.js'), ...args, '--json'],
      { cwd: root },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else if (stdout === '') reject(new Error(stderr));
        else resolve({ code: Number(error?.code ?? 0), report: JSON.parse(stdout) as Report, stderr });
      },
    );
  });
}

describe('the built command, over files and over real name servers', { skip }, () => {
  let nsd: RunningServer;
  let unbound: RunningServer;

  before(async () => {
    nsd = await startNsd(ZONES);
    unbound = await startUnbound({ upstream: nsd.server, zones: ZONES.map(({ origin }) => origin) });
  });
  after(async () => {
    await unbound?.stop();
    await nsd?.stop();
  });

  it('says the same of the same records', async () => {
    const zones = ZONES.flatMap(({ file }) => ['--zone', path.relative(root, file)]);
    const files = await mailcheck('full', ...DOMAINS, ...zones, '--offline');
    assert.deepEqual(
      { code: files.code, stderr: files.stderr, queries: files.report.run.queries },
      { code: 1, stderr: '', queries: 0 },
    );
    assert.deepEqual(
      files.report.results.map(({ domain }) => domain),
      DOMAINS,
    );
    for (const { label } of [nsd, unbound]) {
      const live = await mailcheck('full', ...DOMAINS, '--server', label);
      assert.deepEqual(live.report.run.servers, [label]);
      assert.deepEqual(live.report.results.map(comparable), files.report.results.map(comparable));
      assert.deepEqual(live.report.summary, files.report.summary);
      assert.deepEqual({ code: live.code, stderr: live.stderr }, { code: 1, stderr: '' });
    }
  });

  it('lays a zone that is to be published over the live world', async () => {
    const replaced = ZONES.filter(({ origin }) => origin === 'example.com').flatMap(({ file }) => [
      '--zone',
      file,
    ]);
    const [live, over] = await Promise.all([
      mailcheck('full', 'example.com', '--server', unbound.label),
      mailcheck('full', 'example.com', ...replaced, '--server', unbound.label),
    ]);
    assert.deepEqual(over.report.results.map(comparable), live.report.results.map(comparable));
    assert.ok(over.report.run.queries < live.report.run.queries, 'what the file tells is not asked');
  });
});
