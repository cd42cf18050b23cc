import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gate } from '../../src/gate/gate.ts';
import { changeRules } from '../../src/gate/rules/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { projectFolder } from '../support/project.ts';

/** The zone text of a change, as it is (`-`) or as it would be (`+`). */
function side(text: string, sign: '-' | '+'): string {
  return text
    .split('\n')
    .filter((line) => !/^[-+] /.test(line) || line.startsWith(sign))
    .map((line) => line.replace(/^[-+] /, ''))
    .join('\n');
}

function judged(text: string, ignore: string[] = []): Promise<DomainResult> {
  const [base, proposed] = [fixtureResolver(side(text, '-')), fixtureResolver(side(text, '+'))];
  return gate('example.com', { base, proposed }, { declared: { seen: ['s1', 's2'] }, ignore });
}

const found = ({ findings }: DomainResult, id: string) => findings.filter(({ rule }) => rule === id);

/** The other way round: what was proposed is published. */
const reversed = (text: string): string => text.replace(/^[-+] /gm, (sign) => (sign === '- ' ? '+ ' : '- '));

describe('rules on changes', () => {
  const folder = path.join(projectFolder(), 'src', 'gate', 'rules');
  const none = ['index.ts', 'judge.ts', 'change-rule.ts'];

  it('every file is listed under its name', () => {
    const files = readdirSync(folder).filter((file) => !none.includes(file));
    assert.deepEqual(
      changeRules.map(({ id }) => `${id.slice('change/'.length)}.ts`).toSorted(),
      files.toSorted(),
    );
  });

  for (const { id, fails, passes, severity } of changeRules) {
    it(`${id} fires on what the change does, not on its reverse, nor where nothing changes`, async () => {
      const result = await judged(fails);
      const [finding] = found(result, id);
      assert.equal(finding?.state, 'new');
      assert.ok(['error', 'warning'].includes(finding.severity));
      assert.equal(found(result, id).length, 1);
      if (finding.severity === 'error') assert.equal(result.verdict, 'fail');
      for (const text of [passes, side(fails, '-'), side(fails, '+')])
        assert.deepEqual(found(await judged(text), id), [], text);
      if (id !== 'change/dkim-key-replaced') assert.deepEqual(found(await judged(reversed(fails)), id), []);
      assert.deepEqual(found(await judged(fails, [id]), id), [], 'ignored');
      assert.ok(['error', 'warning'].includes(severity));
    });

    it(`${id} is silent where a side was not read`, async () => {
      const unread = '\n;! TIMEOUT * *\n';
      const [base, proposed] = [fixtureResolver(side(fails, '-')), fixtureResolver(side(fails, '+'))];
      const silent = fixtureResolver(unread);
      for (const sides of [
        { base: silent, proposed },
        { base, proposed: silent },
      ])
        assert.deepEqual(found(await gate('example.com', sides, { declared: { seen: ['s1'] } }), id), []);
    });

    it(`${id} is explained, and may be ignored`, async () => {
      const { code, stdout } = await mailcheck(['explain', id]);
      assert.equal(code, 0);
      assert.match(stdout, /It fires on this change of example\.com/);
      const zone = 'examples/example.com.zone';
      const args = ['gate', '--zone', zone, '--base', zone, '--offline', '--ignore', id];
      assert.equal((await mailcheck(args)).code, 0);
    });
  }

  it('the last key is worse than one of two', async () => {
    const one = 's1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="\n';
    const [last] = found(await judged(`- ${one}@ MX 10 mail`), 'change/dkim-key-removed');
    assert.equal(last?.severity, 'error');
  });

  it('an alias of a provider that changes its key is nothing of this change', async () => {
    const alias =
      's1._domainkey CNAME k.vendor.example.\nk.vendor.example. TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="\n';
    assert.deepEqual(
      (await judged(`${alias}+ www A 192.0.2.80`)).findings.filter(({ rule }) => rule.startsWith('change/')),
      [],
    );
  });

  it('offline, what is not asked hides neither the last word of SPF nor a server that goes', async () => {
    const zone = '$ORIGIN example.com.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ MX 10 mail\nmail A 192.0.2.25\n';
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-offline-'));
    const told = async (before: string, after: string): Promise<string[]> => {
      for (const [name, text] of [
        ['old', before],
        ['new', after],
      ] as const)
        writeFileSync(path.join(folder, `${name}.zone`), `${zone}@ TXT "v=spf1 ${text}"\n`);
      const args = ['gate', '--offline', '--zone', 'new.zone', '--base', 'old.zone', '--json'];
      const { stdout } = await mailcheck(args, { cwd: folder });
      const { findings } = JSON.parse(stdout).results[0];
      const own = findings.filter(({ rule }: { rule: string }) => rule.startsWith('change/'));
      return own.map(({ rule, severity }: Record<string, string>) => `${severity} ${rule}`);
    };
    const include = 'include:_spf.crm.example';
    assert.deepEqual(await told(`mx ${include} -all`, `mx ${include}`), ['warning change/spf-all-weakened']);
    assert.deepEqual(await told(`mx ${include} -all`, `${include} -all`), [
      'warning change/spf-own-host-lost',
    ]);
    assert.deepEqual(await told(`mx ${include} -all`, 'mx -all'), []);
    assert.deepEqual(await told(`${include} -all`, '-all'), ['error change/spf-own-host-lost']);
    assert.deepEqual(await told('mx redirect=_spf.crm.example', `mx ${include}`), [], 'its end is not known');
    rmSync(folder, { recursive: true });
  });

  describe('the end of a rotation', () => {
    const key = (selector: string, p = 'LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo=') =>
      `${selector}._domainkey TXT "v=DKIM1; k=ed25519; p=${p}"\n`;
    const severities = async (text: string, declared: object, isNamed = (_name: string) => false) => {
      const [base, proposed] = [fixtureResolver(side(text, '-')), fixtureResolver(side(text, '+'))];
      const result = await gate('example.com', { base, proposed, isNamed }, { declared });
      return found(result, 'change/dkim-key-removed').map(({ severity }) => severity);
    };
    const seen = ['s1', 's2', 'old', 'fresh'];

    it('is told as a notice where the names count on', async () => {
      assert.deepEqual(await severities(`- ${key('s1')}${key('s2')}`, { seen }), ['notice']);
      assert.deepEqual(await severities(`${key('s1')}- ${key('s2')}`, { seen }), ['warning']);
    });

    it('is told as a notice where the owner names the one that stays, and not the one that goes', async () => {
      const change = `- ${key('old')}${key('fresh')}`;
      assert.deepEqual(await severities(change, { seen }), ['warning']);
      assert.deepEqual(await severities(change, { seen, selectors: ['fresh'] }), ['notice']);
      assert.deepEqual(await severities(change, { seen, selectors: ['old', 'fresh'] }), ['warning']);
    });

    it('is none where the newer key comes by the same change', async () => {
      const change = `- ${key('s1')}+ ${key('s2')}`;
      assert.deepEqual(await severities(change, { seen }), ['warning']);
      assert.deepEqual(await severities(change, { seen, selectors: ['s2'] }), ['warning']);
    });

    it('is none where the key moves to a name that nobody looks at', async () => {
      const change = `- ${key('s1')}${key('s2')}`;
      const wrong = 's1._domainkey.example.com.example.com';
      assert.deepEqual(await severities(change, { seen }, (name) => name === wrong), ['warning']);
      const atDomain = `${change}+ @ TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="\n`;
      assert.deepEqual(await severities(atDomain, { seen }), ['warning']);
    });
  });
});
