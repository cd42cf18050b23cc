import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { projectText } from '../support/project.ts';

const cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-config-'));
after(() => rmSync(cwd, { recursive: true }));

const YAML = 'mailcheck.config.yaml';
const JSON_FILE = 'mailcheck.config.json';
const write = (name: string, text: string): void => writeFileSync(path.join(cwd, name), text);
beforeEach(() => {
  for (const name of [YAML, JSON_FILE]) rmSync(path.join(cwd, name), { force: true });
});

const HEALTHY = projectText('examples/example.com.zone');
write('good.zone', HEALTHY);
write('bad.zone', HEALTHY.replace('ip4:192.0.2.26 ', 'ip4:192.0.2.26.1 '));

const run = (...args: string[]) => mailcheck(args, { cwd });
const offline = ['--zone', 'bad.zone', '--offline', '--color', 'never'];

describe('the configuration file', () => {
  it('sets defaults, and the command line wins', async () => {
    write(YAML, 'failOn: never\n');
    assert.equal((await run('full', 'example.com', ...offline)).code, 0);
    assert.equal((await run('full', 'example.com', ...offline, '--fail-on', 'error')).code, 1);
    assert.equal((await run('full', 'example.com', ...offline, '--no-config')).code, 1);
    rmSync(path.join(cwd, YAML));
    write('other.yaml', 'failOn: never\n');
    assert.equal((await run('full', 'example.com', ...offline)).code, 1);
    assert.equal((await run('full', 'example.com', ...offline, '--config', 'other.yaml')).code, 0);
  });

  it('may leave a list empty', async () => {
    write(YAML, 'server: []\nprofile: []\ndomains:\n  example.com: { selectors: [] }\n');
    assert.equal((await run('full', ...offline)).code, 1);
    assert.equal((await run('full', '--zone', 'good.zone', '--offline')).code, 0);
  });

  it('says which selectors are guessed, and which authorities are trusted', async () => {
    write(YAML, 'selectors: none\n');
    const tried = async () =>
      JSON.parse((await run('dkim', 'example.com', ...offline, '--json')).stdout).results[0].sections.dkim
        .facts.tried;
    assert.deepEqual(await tried(), []);
    write(YAML, 'selectors: [s1, s2]\n');
    assert.match((await run('dkim', 'example.com', ...offline)).stderr, /:1: selectors: give a text/);
    write(YAML, 'selectors: s1\n');
    assert.match((await run('dkim', 'example.com', ...offline)).stderr, /:1: selectors: Allowed choices are/);
    write(YAML, 'ca: good.zone\n');
    const { code, stderr } = await run('mx', 'example.com', '--server', 'tls://192.0.2.1');
    assert.equal(code, 2);
    assert.match(stderr, /good\.zone: no certificate in it/);
    rmSync(path.join(cwd, YAML));
  });

  it('may be JSON', async () => {
    write(JSON_FILE, '{\n  "failOn": "never"\n}\n');
    assert.equal((await run('full', 'example.com', ...offline)).code, 0);
  });

  it('names the domains that are audited where none is given', async () => {
    write(YAML, 'domains:\n  Example.com:\n  www.example.com: { role: no-mail, owner: web team }\n');
    const { stdout, code } = await run('spf', ...offline, '--json');
    assert.equal(code, 1);
    assert.deepEqual(
      JSON.parse(stdout).results.map(({ domain }: { domain: string }) => domain),
      ['example.com', 'www.example.com'],
    );
    rmSync(path.join(cwd, YAML));
    const none = await run('spf');
    assert.deepEqual([none.code, none.stdout], [2, '']);
    assert.match(none.stderr, /give a domain, as in “mailcheck example\.com”/);
  });

  it('tells what a domain is for, which selectors it has, and what it is held against', async () => {
    write(
      YAML,
      'domains:\n  example.com: { role: receive-only, selectors: [Mine, s1], profile: google-all }\n',
    );
    const audited = async (...args: string[]) =>
      JSON.parse((await run('full', 'example.com', ...offline, '--json', ...args)).stdout).results[0];
    const { posture, sections, profiles } = await audited();
    assert.deepEqual([posture.role.value, posture.role.source], ['receive-only', 'declared']);
    assert.ok(sections.dkim.facts.tried.includes('mine'));
    assert.deepEqual(
      profiles.map(({ id }: { id: string }) => id),
      ['google-all'],
    );
    const given = await audited('--role', 'mail', '--selector', 'yours', '--profile', 'yahoo-all');
    assert.equal(given.posture.role.value, 'mail');
    assert.ok(!given.sections.dkim.facts.tried.includes('mine'));
    assert.equal(given.profiles[0].id, 'yahoo-all');
  });

  it('tells the gate what a domain is for', async () => {
    const quiet = '@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n';
    write('quiet.zone', `$ORIGIN example.com.\n$TTL 60\n${quiet}`);
    const gate = [
      'gate',
      '--zone',
      'quiet.zone',
      '--base',
      'good.zone',
      '--offline',
      '--json',
      'example.com',
    ];
    const role = async () => JSON.parse((await run(...gate)).stdout).results[0].posture.role.value;
    assert.equal(await role(), 'mail');
    write(YAML, 'domains:\n  example.com: { role: no-mail }\n');
    assert.equal(await role(), 'no-mail');
  });

  it('leaves out what it says, of the domains and names that it says', async () => {
    const code = async (more: string) => {
      write(YAML, `ignore:\n  - rule: spf/syntax\n    reason: known\n${more}`);
      return (await run('full', 'example.com', ...offline)).code;
    };
    assert.equal(await code(''), 0);
    assert.equal(await code('    domain: example.com\n    name: example.com.\n    until: 2999-12-31\n'), 0);
    assert.equal(await code('    domain: "*.example.com"\n'), 1);
    assert.equal(await code('    domain: example.net\n'), 1);
    assert.equal(await code('    name: www.example.com\n'), 1);
    assert.equal(await code('    until: 2020-12-31\n'), 1);
  });

  it('says which entry is of no use, with its line', async () => {
    write(YAML, 'ignore:\n  - { rule: spf/syntax, reason: known }\n  - { rule: dmarc/missing, reason: x }\n');
    const { stderr } = await run('full', 'example.com', ...offline);
    assert.equal(
      stderr,
      'mailcheck: mailcheck.config.yaml:3: nothing to ignore for dmarc/missing any more: delete the entry\n',
    );
    assert.equal((await run('mx', 'example.com', ...offline)).stderr, '', 'not decided by this command');
  });

  it('is refused where it is wrong, with the line and what was meant', async () => {
    for (const [text, words] of [
      [
        'failOn: error\nfail-on: error\n',
        /config\.yaml:2: “fail-on” is not known here; did you mean failOn\?/,
      ],
      ['timeout: 5\nprofiles: x\n', /config\.yaml:2: “profiles” is not known here; did you mean profile\?/],
      ['domains:\n  example.com:\n    rolle: mail\n', /:3: “rolle” is not known here; did you mean role\?/],
      ['failOn: errors\n', /:1: failOn: Allowed choices are error, warning, notice, never/],
      ['\ntimeout: soon\n', /:2: timeout: give a number/],
      ['domains:\n  - example.com\n', /:1: domains: give domains with a colon/],
      ['domains:\n  example.com: {}\n  exa mple.com: {}\n', /:3: “exa mple\.com”: it has blanks/],
      ['domains:\n  example.com:\n    role: postbox\n', /:3: role: Allowed choices/],
      ['domains:\n  example.com:\n    profile: googel-all\n', /:3: profile: No profile is called googel-all/],
      ['domains:\n  example.com:\n  EXAMPLE.com.:\n', /:3: example\.com is here twice/],
      ['ignore:\n  - rule: spf/syntax\n', /:2: ignore\.0\.reason: say why the rule is ignored/],
      ['ignore:\n  - { rule: spf/syntax, reason: " " }\n', /:2: say why the rule is ignored/],
      [
        'ignore:\n  - { rule: spf/sintax, reason: x }\n',
        /:2: spf\/sintax: no such rule; did you mean spf\/syntax/,
      ],
      ['ignore:\n  - { rule: spf/syntax, reason: x, until: soon }\n', /:2: until: “soon” is no day/],
      ['failOn: error\nfailOn: never\n', /:2: .*unique/],
      ['- x\n', /:1: give keys and values/],
    ] as const) {
      write(YAML, text);
      const { code, stdout, stderr } = await run('full', 'example.com', ...offline);
      assert.deepEqual([code, stdout], [2, ''], text);
      assert.match(stderr, words);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
    write(YAML, 'failOn: error\n');
    write(JSON_FILE, '{}');
    assert.match((await run('mx', 'example.com')).stderr, /are both here: keep one/);
    assert.match(
      (await run('mx', 'example.com', '--config', 'no.yaml')).stderr,
      /cannot read --config no\.yaml: there is no such file/,
    );
  });
});

describe('config print', () => {
  it('shows every value with its origin, and reads itself again', async () => {
    write(
      YAML,
      `failOn: warning
server: [192.0.2.53]
profile: google-all
domains:
  example.com: { role: mail, selectors: [s1], owner: mail team }
ignore:
  - { rule: spf/syntax, domain: example.com, reason: "known: OPS-7", until: 2999-01-31 }
`,
    );
    const { code, stdout } = await run('config', 'print');
    assert.equal(code, 0);
    assert.match(stdout, /^server: \["192\.0\.2\.53"\] +# mailcheck\.config\.yaml:2$/m);
    assert.match(stdout, /^failOn: "warning" +# mailcheck\.config\.yaml:1$/m);
    assert.match(stdout, /^timeout: 20 +# default$/m);
    assert.match(stdout, /^profile: \["google-all"\] +# mailcheck\.config\.yaml:3$/m);
    assert.match(stdout, /^ {2}example\.com: \{.*"owner":"mail team".*# mailcheck\.config\.yaml:5$/m);
    assert.match(stdout, /^ {2}- \{"rule":"spf\/syntax".*# mailcheck\.config\.yaml:7$/m);
    write('again.yaml', stdout);
    const again = await run('config', 'print', '--config', 'again.yaml');
    const values = (text: string) => text.replace(/ +# .*$/gm, '');
    assert.equal(values(again.stdout), values(stdout));
  });

  it('shows the defaults where there is no file', async () => {
    const { stdout } = await run('config', 'print');
    assert.match(stdout, /^failOn: "error" +# default$/m);
    assert.doesNotMatch(stdout, /yaml/);
  });
});
