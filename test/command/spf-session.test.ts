import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { mailcheck, type Ran } from '../support/command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-spf-'));
const zone = path.join(folder, 'example.com.zone');
writeFileSync(
  zone,
  `$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ TXT "v=spf1 mx exists:%{l1r}._users.example.com -all exp=why.example.com"
@ MX 10 mail
mail A 192.0.2.1
alice._users A 127.0.0.2
why TXT "%{i} may not send as %{s}"
slow TXT "v=spf1 include:elsewhere.example -all"
`,
);

function spf(...args: string[]): Promise<Ran> {
  return mailcheck(['spf', '--zone', zone, '--offline', ...args], { columns: 100 });
}

async function check(...args: string[]) {
  const { code, stdout } = await spf('--json', ...args);
  const { check: facts } = JSON.parse(stdout).results[0].sections.spf.facts;
  return { code, facts };
}

describe('--ip, --mail-from, --helo', () => {
  it('tell whether a message passes, and why', async () => {
    const { code, facts } = await check('example.com', '--ip', '192.0.2.1');
    assert.equal(code, 0);
    const { result, matched, explanation, problem } = facts;
    assert.deepEqual(
      [result, matched, explanation, problem],
      ['pass', { domain: 'example.com', term: 'mx' }, null, null],
    );
    const { trace } = (
      await check('example.com', '--ip', '198.51.100.1', '--mail-from', 'x-alice@EXAMPLE.com')
    ).facts;
    assert.deepEqual(
      trace.map(({ term, outcome }: Record<string, string>) => [term, outcome]),
      [
        ['mx', 'no-match'],
        ['exists:%{l1r}._users.example.com', 'no-match'],
        ['-all', 'match'],
      ],
    );
  });

  it('read IPv4 in IPv6, and a sender’s local part', async () => {
    assert.equal((await check('example.com', '--ip', '::ffff:192.0.2.1')).facts.result, 'pass');
    const { facts } = await check('example.com', '--ip', '2001:db8::1', '--mail-from', 'alice@example.com');
    assert.equal(facts.result, 'pass');
  });

  it('fail the run where the client does not pass, with the domain’s explanation', async () => {
    const { code, stdout } = await spf(
      'example.com',
      '--ip',
      '198.51.100.1',
      '--mail-from',
      'bob@example.com',
    );
    assert.equal(code, 1);
    assert.match(stdout, /spf\/ip-not-authorised/);
    assert.match(
      stdout,
      /198\.51\.100\.1 gets fail for MAIL FROM bob@example\.com: “-all” of example\.com decides/,
    );
    assert.match(stdout, /refused senders are told: 198\.51\.100\.1 may not send as bob@example\.com/);
  });

  it('are undecided where a lookup was not made', async () => {
    const { stdout } = await spf('slow.example.com', '--ip', '198.51.100.1', '--json');
    const [{ findings, skipped, sections }] = JSON.parse(stdout).results;
    assert.equal(sections.spf.facts.check.result, 'temperror');
    assert.ok(sections.spf.rules.blocked.includes('spf/ip-not-authorised'));
    assert.ok(skipped.some(({ name }: { name: string }) => name === 'elsewhere.example'));
    assert.ok(!findings.some(({ rule }: { rule: string }) => rule === 'spf/ip-not-authorised'));
  });

  it('show in the row of SPF', async () => {
    const { stdout } = await mailcheck(['example.com', '--zone', zone, '--offline', '--ip', '192.0.2.1']);
    assert.match(stdout, /SPF .*2 of 10 lookups, ends in -all; 192\.0\.2\.1: pass/);
  });

  it('are part of the whole audit', async () => {
    const { stdout } = await mailcheck([
      'example.com',
      '--zone',
      zone,
      '--offline',
      '--json',
      '--ip',
      '192.0.2.9',
    ]);
    const [{ findings }] = JSON.parse(stdout).results;
    assert.ok(findings.some(({ rule }: { rule: string }) => rule === 'spf/ip-not-authorised'));
  });

  const REFUSED: [string[], RegExp][] = [
    [['example.com', '--ip', '192.0.2.256'], /Give an IPv4 or IPv6 address/],
    [['example.com', '--mail-from', 'x@example.com'], /give its client too, --ip ADDRESS/],
    [['example.com', '--helo', 'mail.example.com'], /give its client too, --ip ADDRESS/],
    [['example.com', '--ip', '192.0.2.1', '--mail-from', 'x'], /Give an address such as/],
    [
      ['example.com', '--ip', '192.0.2.1', '--mail-from', 'x@news.example.com'],
      /an address of news\.example\.com: its SPF decides/,
    ],
  ];
  for (const [args, message] of REFUSED) {
    it(`are refused: ${args.join(' ')}`, async () => {
      const { code, stderr, stdout } = await spf(...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    });
  }
});

describe('--what-if', () => {
  const whatIf = async (...edits: string[]) => {
    const args = edits.flatMap((edit) => ['--what-if', edit]);
    const { code, stdout } = await spf('example.com', '--json', ...args);
    return { code, facts: JSON.parse(stdout).results[0].sections.spf.facts.whatIf };
  };

  it('tells what would come of another record, and leaves the verdict alone', async () => {
    const { code, facts } = await whatIf('add a:mail.example.com', 'drop MX', 'add ip4:198.51.100.0/24');
    assert.equal(code, 0);
    assert.equal(
      facts.record,
      'v=spf1 exists:%{l1r}._users.example.com a:mail.example.com ip4:198.51.100.0/24 -all exp=why.example.com',
    );
    assert.deepEqual(
      [facts.outcome, facts.lookups.value, facts.authorised.ipv4.addresses],
      ['valid', 2, 257],
    );
  });

  it('shows a limit before it is met', async () => {
    const adds = Array.from({ length: 9 }, (_, index) => `add exists:${index}.example.com`);
    const { code, facts } = await whatIf(...adds);
    assert.equal(code, 0);
    assert.deepEqual([facts.outcome, facts.lookups.value, facts.permerrorFor], ['permerror', 11, 'some']);
  });

  it('shows a mistake in what is added', async () => {
    assert.equal((await whatIf('add ipv4:192.0.2.1')).facts.outcome, 'permerror');
  });

  it('is shown in the table', async () => {
    const { stdout } = await spf('example.com', '--what-if', 'drop mx');
    assert.match(
      stdout,
      /what if {2}v=spf1 exists:%\{l1r\}\._users\.example\.com -all exp=why\.example\.com\n +1 of 10 lookups, valid/,
    );
  });

  it('takes “add” and “drop” only', async () => {
    const { code, stderr } = await spf('example.com', '--what-if', 'include:x.example');
    assert.equal(code, 2);
    assert.match(stderr, /Give "add TERM" or "drop TERM"/);
  });
});
