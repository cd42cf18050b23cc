import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import { questionKey, type Resolver } from '../src/dns/index.ts';
import { FULL } from '../src/facts/index.ts';
import { improbableName } from '../src/facts/probe.ts';
import { allRules } from '../src/rules/index.ts';
import { failing, fixtureResolver } from './support/fixture.ts';
import { projectFolder } from './support/project.ts';

/** Keeps the questions that reach the world. */
function watched(inner: Resolver): { resolver: Resolver; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolver: {
      ask(name, type, at) {
        asked.push(questionKey(name, type, at));
        return inner.ask(name, type, at);
      },
    },
  };
}

describe('an audit', () => {
  it('asks no question twice, and bounded many', async () => {
    for (const { fails } of allRules()) {
      const { resolver, asked } = watched(fixtureResolver(fails));
      await audit('example.com', resolver);
      assert.equal(new Set(asked).size, asked.length);
      assert.ok(asked.length <= 400, `${asked.length} questions`);
    }
  });

  it('asks for one section what that section needs', async () => {
    const { resolver, asked } = watched(fixtureResolver('@ MX 10 mail\nmail A 192.0.2.1'));
    await audit('example.com', resolver, { sections: ['mx'] });
    assert.deepEqual(asked.toSorted(), [
      `${improbableName('example.com', 'sibling')} TXT`,
      '_spf.example.com TXT',
      'example.com A',
      'example.com AAAA',
      'example.com MX',
      // Whether it sends decides what a missing MX means; without SPF its wrong places are looked at.
      'example.com TXT',
      'mail.example.com A',
      'mail.example.com AAAA',
    ]);
  });

  /** Each lookup of an audit fails once: what was absent may be called missing, what failed may not. */
  it('calls nothing missing that was not answered, whichever lookup fails', async () => {
    const zone = `@ MX 10 mail\nmail A 192.0.2.1\n@ TXT "v=spf1 mx include:_spf.vendor.example -all"
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.2 -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="`;
    const { resolver, asked } = watched(fixtureResolver(zone));
    const whole = await audit('example.com', resolver);
    assert.equal(whole.verdict, 'pass', JSON.stringify(whole.findings));
    for (const question of asked) {
      const [name, type] = question.split(' ') as [string, string];
      const world = failing(fixtureResolver(zone), [{ reason: 'timeout', name, type }]);
      const { findings, verdict } = await audit('example.com', world);
      assert.deepEqual(
        findings.map(({ rule }) => rule).filter((rule) => !known(whole).includes(rule)),
        [],
        question,
      );
      assert.ok(verdict === 'inconclusive' || verdict === 'pass', `${question}: ${verdict}`);
    }
  });

  it('is what the library exports', () => {
    const script = `
      import { audit, createAuthority, offline, overlaid, readMasterFile } from '@mailcheck/cli';
      const { records } = readMasterFile('$TTL 60\\n@ SOA a b 1 1 1 1 1\\n@ TXT "v=spf1 +all"', { file: 'x', origin: 'example.com' });
      const sourced = records.map(({ file, line, ...record }) => ({ ...record, source: { file, line } }));
      const { findings } = await audit('example.com', overlaid(createAuthority(sourced), offline), { sections: ['spf'] });
      console.log(findings[0].rule);`;
    const args = ['--input-type=module', '-e', script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: projectFolder(), encoding: 'utf8' });
    assert.equal(stdout, 'spf/all-pass\n', stderr);
  });

  it('has every section by default', async () => {
    const { sections } = await audit('example.com', fixtureResolver('@ A 192.0.2.1'));
    assert.deepEqual(Object.keys(sections), ['dns', 'domain', ...FULL]);
  });
});

function known({ findings }: { findings: { rule: string }[] }): string[] {
  return findings.map(({ rule }) => rule);
}
