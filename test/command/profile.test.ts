import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';

const GOOD = ['example.com', '--zone', 'examples/example.com.zone', '--offline'];
const BAD = ['shop.example', '--zone', 'examples/shop.example.zone', '--offline', '--fail-on', 'error'];

describe('--profile', () => {
  it('tells each requirement, its reason and the date of the source', async () => {
    const args = [...GOOD, '--profile', 'asd-ism', '--color', 'never'];
    const { code, stdout } = await mailcheck(args, { columns: 80, isTTY: true });
    assert.equal(code, 1);
    assert.match(
      stdout.replace(/\s+/g, ' '),
      /asd-ism · Australian Signals Directorate, of government domains, as of 2025-12-09/,
    );
    assert.match(stdout, /NOT MET {2}ISM-1183: SPF fails all others: it ends in ~all/);
    assert.match(stdout, /FAIL {2}2 notices, 2 requirements of asd-ism not met/);
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
  });

  it('says with -v where the requirements are from', async () => {
    const { stdout } = await mailcheck([...GOOD, '--profile', 'google-bulk', '-v']);
    assert.match(stdout, /Email sender guidelines: https:\/\/support\.google\.com\//);
  });

  it('several at once, one section or all', async () => {
    const profiles = ['--profile', 'google-all', '--profile', 'yahoo-all'];
    for (const command of [[], ['mx']]) {
      const { stdout } = await mailcheck([...command, ...GOOD, ...profiles, '--json']);
      const [result] = JSON.parse(stdout).results;
      assert.deepEqual(
        result.profiles.map(({ id }: { id: string }) => id),
        ['google-all', 'yahoo-all'],
      );
    }
  });

  it('a recommendation fails from --fail-on warning on, a requirement unless it is never', async () => {
    const run = async (profile: string, failOn: string) =>
      (await mailcheck([...GOOD, '--profile', profile, '--fail-on', failOn])).code;
    assert.equal(await run('asd-ism', 'error'), 1);
    assert.equal(await run('asd-ism', 'never'), 0);
    assert.equal(await run('google-bulk', 'warning'), 0);
    const open = await mailcheck([...BAD, '--profile', 'google-bulk', '--json']);
    assert.equal(open.code, 1);
  });

  it('an unknown name is a usage error that suggests one', async () => {
    const { code, stderr } = await mailcheck(['example.com', '--profile', 'google-bluk']);
    assert.equal(code, 2);
    assert.match(stderr, /no profile is called google-bluk; did you mean google-bulk\?/i);
  });

  it('text format: a line for each that is not met', async () => {
    const { stdout } = await mailcheck([...GOOD, '--profile', 'asd-ism', '--format', 'text']);
    assert.match(stdout, /^example\.com\tunmet\tasd-ism\/spf-fail\tmust\tit ends in ~all$/m);
  });

  describe('of a change', () => {
    const base = 'examples/gate/zones';
    const gate = (zone: string, ...args: string[]) =>
      mailcheck(['gate', '--zone', zone, '--base', base, '--offline', 'example.com', ...args]);

    it('a requirement that was met before and is not after fails; one that was not met before does not', async () => {
      const { code, stdout } = await gate('examples/gate/bad', '--profile', 'asd-ism', '--json');
      const [{ profiles, findings }] = JSON.parse(stdout).results;
      const states = profiles[0].requirements.map(
        ({ id, status, state }: Record<string, string>) => `${id} ${status} ${state}`,
      );
      assert.equal(code, 1);
      assert.ok(
        states.some((text: string) => text.endsWith('unmet new')),
        states.join(),
      );
      assert.ok(
        states.some((text: string) => text.endsWith('unmet unchanged')),
        states.join(),
      );
      const rules = findings.flatMap(({ rule }: { rule: string }) => ['--ignore', rule]);
      const alone = await gate('examples/gate/bad', '--profile', 'asd-ism', ...rules);
      assert.equal(alone.code, 1, 'for the requirement alone');
      assert.match(alone.stdout, /FAIL {2}1 requirement of asd-ism not met/);
      assert.match(alone.stdout, /as before/);
    });

    it('what was not met before fails nothing, in any format', async () => {
      const { code, stdout } = await gate(base, '--profile', 'asd-ism', '-v');
      assert.equal(code, 0, stdout);
      const sarif = await gate('examples/gate/good', '--profile', 'asd-ism', '--format', 'junit');
      assert.equal(sarif.code, 0, sarif.stdout);
      assert.doesNotMatch(sarif.stdout, /<failure/);
    });
  });
});
