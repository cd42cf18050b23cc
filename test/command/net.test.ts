import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import type { Report } from '../../src/report/schema/report.ts';
import { mailcheck } from '../support/command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const LOGO = 'https://logo.example.com/logo.svg';
const zone = path.join(folder, 'example.com.zone');
writeFileSync(
  zone,
  `$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
default._bimi TXT "v=BIMI1; l=${LOGO}; a="
logo A 127.0.0.1
`,
);

/** The zone over a DNS that nobody answers for: only the logo is left to be asked for. */
const ARGS = ['bimi', 'example.com', '--zone', zone, '--server', '127.0.0.1:9', '--timeout', '5', '--json'];

async function told(
  ...args: string[]
): Promise<{ code: number; logo: unknown; result: Report['results'][number] }> {
  const { code, stdout } = await mailcheck([...ARGS, ...args]);
  const [result] = (JSON.parse(stdout) as Report).results;
  const { status, detail } = result!.sections.bimi!.facts.logo!;
  return { code, logo: [status, detail], result: result! };
}

const REFUSED = 'logo.example.com has 127.0.0.1, which no other network can reach';

describe('policy hosts and the command line', () => {
  it('nobody leads us to our own machine: inconclusive, and said', async () => {
    const { code, logo, result } = await told();
    assert.equal(code, 3);
    assert.deepEqual(logo, ['failed', REFUSED]);
    const open = result.inconclusive.find(({ name }) => name === LOGO)!;
    assert.deepEqual([open.type, open.reason, open.server], ['GET', 'not-public', 'none']);
  });

  it('--allow-private speaks to it', async () => {
    const { logo } = await told('--allow-private');
    assert.notDeepEqual(logo, ['failed', REFUSED]);
  });

  it('--no-https fetches nothing, and says so', async () => {
    const { logo, result } = await told('--no-https');
    assert.deepEqual(logo, ['skipped', 'no-https']);
    assert.deepEqual(
      result.skipped.filter(({ type }) => type === 'GET'),
      [{ name: LOGO, type: 'GET', why: 'no-https' }],
    );
    const { stdout } = await mailcheck([...ARGS.slice(0, -1), '--no-https']);
    assert.match(stdout, /not asked \(--no-https\): https:\/\/logo\.example\.com\/logo\.svg GET/);
  });

  it('--offline fetches nothing either', async () => {
    const { stdout } = await mailcheck(['bimi', 'example.com', '--zone', zone, '--offline', '--json']);
    const [result] = (JSON.parse(stdout) as Report).results;
    assert.deepEqual(
      result!.skipped.filter(({ type }) => type === 'GET'),
      [{ name: LOGO, type: 'GET', why: 'offline' }],
    );
  });

  it('--record keeps what servers said, --replay says it again', async () => {
    const recording = path.join(folder, 'recording.json');
    const first = await told('--record', recording);
    const { https } = JSON.parse(readFileSync(recording, 'utf8')) as {
      https: { url: string; reason: string }[];
    };
    assert.deepEqual(
      https.map(({ url, reason }) => [url, reason]),
      [[LOGO, 'not-public']],
    );
    const replay = ['bimi', 'example.com', '--zone', zone, '--replay', recording, '--json'];
    const { stdout } = await mailcheck(replay);
    const [again] = (JSON.parse(stdout) as Report).results;
    assert.deepEqual(again, first.result);
  });
});
