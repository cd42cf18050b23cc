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
none A 192.0.2.7
two TXT "v=spf1 -all"
two TXT "v=spf1 a -all"
flat TXT "v=spf1 include:_pool.example.com ?mx:example.com exists:%{i}._x.example.com ~all"
_pool TXT "v=spf1 -ip4:192.0.2.128 ip4:192.0.2.128/30 ip6:2001:db8::/64 include:_open.example.com ?all"
_open TXT "v=spf1 ip4:198.51.100.7 -all"
_macro TXT "v=spf1 exists:%{i}._x.example.com -all"
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

  it('check the HELO name by its own record, as for a bounce', async () => {
    const helo = async (name: string, ip = '192.0.2.1') => {
      const { stdout } = await spf('example.com', '--json', '--ip', ip, '--helo', name);
      const { heloCheck, check: mailFrom } = JSON.parse(stdout).results[0].sections.spf.facts;
      return { heloCheck, mailFrom: mailFrom.result };
    };
    const { heloCheck, mailFrom } = await helo('two.example.com');
    assert.deepEqual([heloCheck.result, mailFrom], ['permerror', 'pass']);
    const flat = (await helo('flat.example.com', '198.51.100.7')).heloCheck;
    assert.deepEqual(
      [flat.result, flat.mailFrom, flat.matched.term],
      ['pass', 'postmaster@flat.example.com', 'include:_pool.example.com'],
    );
    assert.equal((await helo('none.example.com')).heloCheck.result, 'none');
    assert.equal((await helo('[192.0.2.1]')).heloCheck, null);
    assert.equal((await helo('localhost')).heloCheck, null);
    const { stdout } = await spf('example.com', '--ip', '192.0.2.1', '--helo', 'none.example.com');
    assert.match(
      stdout,
      /HELO none\.example\.com alone, which decides for bounces: none \(it has no SPF record\)/,
    );
  });

  it('show in the row of SPF', async () => {
    const { stdout } = await mailcheck(['example.com', '--zone', zone, '--offline', '--ip', '192.0.2.1']);
    assert.match(stdout, /SPF .*2 of 10 lookups, ends in -all; 192\.0\.2\.1: pass\n/);
    const helo = ['--ip', '192.0.2.1', '--helo', 'two.example.com'];
    const both = await mailcheck(['example.com', '--zone', zone, '--offline', ...helo]);
    assert.match(both.stdout, /192\.0\.2\.1: pass, HELO alone: permerror/);
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
    assert.match(stderr, /Give "add TERM", "drop TERM" or "flatten include:NAME"/);
    assert.equal((await spf('example.com', '--what-if', 'flatten ip4:192.0.2.1')).code, 2);
  });

  const edit = async (domain: string, ...edits: string[]) => {
    const { stdout } = await spf(domain, '--json', ...edits.flatMap((one) => ['--what-if', one]));
    const { whatIf: changed, whatIfNotes } = JSON.parse(stdout).results[0].sections.spf.facts;
    return { record: changed?.record, notes: whatIfNotes as string[] };
  };

  it('begins a record where there is none, and says so', async () => {
    const { record, notes } = await edit('none.example.com', 'add a', 'add ip4:192.0.2.1');
    assert.equal(record, 'v=spf1 a ip4:192.0.2.1 ~all');
    assert.deepEqual(notes, ['the domain has no SPF record: begun with “v=spf1 ~all”']);
  });

  it('says what it did not do', async () => {
    assert.deepEqual(await edit('example.com', 'drop include:gone.example'), {
      record: undefined,
      notes: ['drop “include:gone.example”: the record has no such term'],
    });
    const half = await edit('example.com', 'drop ptr', 'drop +mx');
    assert.match(half.record, /^v=spf1 exists:/);
    assert.deepEqual(half.notes, ['drop “ptr”: the record has no such term']);
    assert.deepEqual((await edit('two.example.com', 'add a')).notes, [
      'the domain has 2 SPF records: leave one, then try again',
    ]);
    assert.deepEqual((await edit('none.example.com', 'drop mx')).notes, [
      'the domain has no SPF record: begun with “v=spf1 ~all”',
      'drop “mx”: the record has no such term',
    ]);
  });

  it('says so in the table of a full audit too', async () => {
    const { stdout } = await mailcheck(
      ['example.com', '--zone', zone, '--offline', '--what-if', 'drop ptr', '--what-if', 'drop mx'],
      { columns: 100 },
    );
    assert.match(stdout, /what if {2}v=spf1 exists:/);
    assert.match(stdout, /drop “ptr”: the record has no such term/);
  });

  it('is refused where SPF is not read', async () => {
    const { code, stderr } = await mailcheck([
      'mx',
      'example.com',
      '--offline',
      '--zone',
      zone,
      '--what-if',
      'add a',
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /--what-if is about SPF, which “mx” does not read/);
  });

  it('writes an include out, just that one, with a warning', async () => {
    const { record, notes } = await edit('flat.example.com', 'flatten include:_pool.example.com');
    assert.equal(
      record,
      'v=spf1 ip4:192.0.2.129 ip4:192.0.2.130/31 ip4:198.51.100.7 ip6:2001:db8::/64 ?mx:example.com exists:%{i}._x.example.com ~all',
    );
    assert.match(
      notes[0]!,
      /^flatten “include:_pool\.example\.com”: whoever runs it may change its addresses/,
    );
  });

  it('keeps the qualifier of what it writes out, and takes what was added before', async () => {
    const { record } = await edit(
      'flat.example.com',
      'flatten ?mx:example.com',
      'drop include:_pool.example.com',
      'add include:_open.example.com',
      'flatten include:_open.example.com',
    );
    assert.equal(record, 'v=spf1 ?ip4:192.0.2.1 exists:%{i}._x.example.com ip4:198.51.100.7 ~all');
  });

  it('writes out nothing that the DNS does not tell whole', async () => {
    assert.match(
      (await edit('flat.example.com', 'add include:_macro.example.com', 'flatten include:_macro.example.com'))
        .notes[0]!,
      /“exists:%\{i\}\._x\.example\.com” stands for addresses that the DNS does not list$/,
    );
    assert.match(
      (await edit('slow.example.com', 'flatten include:elsewhere.example')).notes[0]!,
      /elsewhere\.example TXT was not read$/,
    );
    assert.match(
      (await edit('flat.example.com', 'add include:_gone.example.com', 'flatten include:_gone.example.com'))
        .notes[0]!,
      /it stands for no address$/,
    );
  });
});
