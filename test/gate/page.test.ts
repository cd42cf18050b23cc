import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { wholeConfig } from '../../src/command/config-schema.ts';
import { mailcheck } from '../support/command.ts';
import { projectFolder, projectText } from '../support/project.ts';

const PAGE = projectText('docs/gate.md');
const ACTION = parse(projectText('action.yml'));
const HOOKS = parse(projectText('.pre-commit-hooks.yaml'));
const STEP = ACTION.runs.steps[0];

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-page-'));
after(() => rmSync(folder, { recursive: true }));

const blocksOf = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);

/** What the command prints, but for the time it took. */
async function printed(command: string): Promise<{ code: number; text: string }> {
  const args = command.split(' ').slice(1);
  const { code, stdout } = await mailcheck(args, { columns: 100, isTTY: true, env: { NO_COLOR: '1' } });
  return { code, text: stdout.replace(/\d+\.\d s ·/, '0.0 s ·') };
}

describe('docs/gate.md', () => {
  it('shows what its commands print', async () => {
    const shown = blocksOf('console');
    const codes = [];
    for (const block of shown) {
      const [, command, output] = /^\$ ([^\n]*)\n(.*)$/s.exec(block)!;
      const { code, text } = await printed(command!);
      assert.equal(output, text, command);
      codes.push(code);
    }
    assert.deepEqual(codes, [0, 1]);
  });

  it('names options that there are', async () => {
    await assertKnown(PAGE.match(/mailcheck gate[^`\n&]*/g)!.join(' '), 'gate');
    await assertKnown([...PAGE.matchAll(/`(--[a-z-]+)/g)].map(([, option]) => option).join(' '), 'gate');
  });

  it('has YAML that can be read, and a configuration that is right', () => {
    const documents = blocksOf('yaml').map((text) => parse(text));
    assert.equal(documents.length, 4);
    const config = documents.find((document) => 'failOn' in document);
    wholeConfig.parse(config);
    const steps = documents.find((document) => 'jobs' in document).jobs.mail.steps;
    const used = steps.find(({ uses }: { uses: string }) => uses.startsWith('OWNER/mailcheck'));
    for (const input of Object.keys(used.with)) assert.ok(input in ACTION.inputs, input);
  });

  it('has a suppression and a configuration that work', async () => {
    const [config] = blocksOf('yaml').filter((text) => text.includes('failOn'));
    writeFileSync(path.join(folder, 'mailcheck.config.yaml'), config!);
    assert.equal((await mailcheck(['config', 'print'], { cwd: folder })).code, 0);
    const [record] = PAGE.match(/^ *@ .*mailcheck: ignore.*$/m)!;
    writeFileSync(path.join(folder, 'a.zone'), `$ORIGIN example.com.\n$TTL 60\n${record!.trim()}\n`);
    const args = ['spf', 'example.com', '--zone', 'a.zone', '--offline', '--json', '--no-config'];
    const [{ findings }] = JSON.parse((await mailcheck(args, { cwd: folder })).stdout).results;
    const found = findings.find(({ rule }: { rule: string }) => rule === 'spf/ptr');
    assert.equal(found.suppression.kind, 'inline');
  });
});

describe('the action', () => {
  it('hands on each of its inputs, and uses options that there are', async () => {
    const used = Object.values(STEP.env).join(' ');
    for (const input of Object.keys(ACTION.inputs)) assert.ok(used.includes(`inputs.${input} `), input);
    await assertKnown(STEP.run.replace('npx --yes --package', ''), 'gate');
    assert.doesNotMatch(STEP.run, /\$\{\{/, 'an input in a script is code');
  });

  const act = (given: Record<string, string>): { code: number; out: string } => {
    const inputs: Record<string, string> = { sarif: path.join(folder, 'default.sarif'), ...given };
    const npx = path.join(folder, 'npx');
    const launcher = path.join(projectFolder(), 'bin/mailcheck.js');
    writeFileSync(npx, `#!/bin/bash\nshift 4\nexec '${process.execPath}' '${launcher}' "$@"\n`, {
      mode: 0o755,
    });
    const values = Object.entries(ACTION.inputs as Record<string, { default?: string }>).map(
      ([name, one]) => [
        `MAILCHECK_${name.toUpperCase().replaceAll('-', '_')}`,
        inputs[name] ?? one.default ?? '',
      ],
    );
    const env = {
      ...Object.fromEntries(values),
      PATH: `${folder}:${process.env['PATH']}`,
      GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
    };
    try {
      const bash = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', STEP.run];
      return {
        code: 0,
        out: execFileSync('bash', bash, { cwd: projectFolder(), env, encoding: 'utf8', stdio: 'pipe' }),
      };
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string };
      return { code: status, out: stdout };
    }
  };

  it('passes the good change and fails the bad one, with annotations, summary and SARIF', () => {
    const sarif = path.join(folder, 'out.sarif');
    writeFileSync(path.join(folder, 'ask.yaml'), 'server: 127.0.0.1:9\ntimeout: 1\n');
    const inputs = {
      base: 'examples/gate/zones',
      sarif,
      domains: 'example.com',
      config: `${folder}/ask.yaml`,
    };
    const bad = act({ ...inputs, zone: '\nexamples/gate/bad\n' });
    assert.equal(bad.code, 1, bad.out);
    assert.match(bad.out, /^::error file=examples\/gate\/bad\/example\.com\.zone,line=\d+/m);
    assert.ok(JSON.parse(readFileSync(sarif, 'utf8')).runs[0].results.length > 0);
    assert.match(readFileSync(path.join(folder, 'summary.md'), 'utf8'), /FAIL/);
    const good = act({ ...inputs, zone: 'examples/gate/good', 'on-incomplete': 'pass' });
    assert.equal(good.code, 0, good.out);
  });

  it('holds the change against profiles', () => {
    const offline = { base: 'examples/gate/zones', config: `${folder}/ask.yaml`, domains: 'example.com' };
    const inputs = { ...offline, zone: 'examples/gate/bad', 'fail-on': 'error' };
    const { code, out } = act({ ...inputs, profile: ' asd-ism  yahoo-all ' });
    assert.equal(code, 1);
    assert.match(out, /^::error [^:]*SPF names the servers that send \(asd-ism\/spf\)/m);
    assert.match(
      out,
      /^::notice .*\(asd-ism\/dmarc-reject\)::.*before this change too: not known/m,
      'offline before, too',
    );
    assert.equal(act({ ...inputs, profile: 'asd-ism nobody' }).code, 2);
  });

  it('takes no input for an option', () => {
    assert.equal(act({ zone: '--help' }).code, 2);
    assert.equal(act({ zone: 'examples/gate/good', profile: '--help' }).code, 2);
    assert.equal(act({ zone: 'examples/gate/good', domains: '--help' }).code, 2);
  });
});

describe('the hook', () => {
  it('uses options that there are', async () => {
    assert.equal(HOOKS.length, 1);
    await assertKnown([HOOKS[0].entry, ...HOOKS[0].args].join(' '), 'gate');
  });

  it('compares the folder with HEAD', async () => {
    const cwd = path.join(folder, 'repository');
    const put = (from: string) =>
      cpSync(path.join(projectFolder(), 'examples/gate', from), path.join(cwd, 'zones'), { recursive: true });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd });
    put('zones');
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'published');
    const hook = () => mailcheck([...HOOKS[0].entry.split(' ').slice(1), ...HOOKS[0].args], { cwd });
    put('good');
    assert.equal((await hook()).code, 0);
    put('bad');
    const { code, stdout, stderr } = await hook();
    assert.equal(code, 1, stderr);
    assert.match(stdout, /new · mx\/missing/);
  });
});

async function assertKnown(text: string, command: string): Promise<void> {
  const { stdout } = await mailcheck([command, '--help']);
  const known = new Set(stdout.match(/(?<![\w-])--?[a-z][a-z-]*/g));
  const used = text.match(/(?<![\w-])--?[a-z][a-z-]*(?![\w-]*\])/g) ?? [];
  assert.ok(used.length > 0);
  for (const option of used.filter((one) => !['-r', '-a', '-n'].includes(one)))
    assert.ok(known.has(option), `${option} of ${command}`);
}
