import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import { checkHost, type SpfResult } from '../src/facts/spf/check.ts';
import { fixtureResolver } from './support/fixture.ts';

/**
 * Defects of other tools in SPF, each with its thread or its place in their source, and our answer to the same records:
 * the rules that fire (as `rule severity`) and those that must not, the count of lookups, the outcome, who passes.
 */
interface Row {
  thread: string;
  defect: string;
  zone: string;
  fires?: string[];
  silent?: string[];
  inconclusive?: string[];
  lookups?: number;
  voids?: number;
  outcome?: string;
  networks?: string[];
  /** What a client gets. */
  clients?: Record<string, SpfResult>;
}

const HOSTS = '@ MX 10 mail\nmail A 192.0.2.1\n@ A 192.0.2.80\n';
const spf = (terms: string, ...more: string[]): string =>
  [`@ TXT "v=spf1 ${terms}"`, HOSTS, ...more].join('\n');
const each = (count: number, text: (index: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

const ROWS: Row[] = [
  {
    thread: 'checkdmarc, spf.py (CD-a)',
    defect: 'mx/24 and mx:host/24 ask for a name that ends in /24',
    zone: spf(
      'mx/24 mx:b.example.net/25 -all',
      'b.example.net. MX 10 c.example.net.\nc.example.net. A 198.51.100.200',
    ),
    silent: ['spf/void-lookup', 'spf/syntax', 'spf/include-unregistered'],
    lookups: 2,
    voids: 0,
    networks: ['192.0.2.0/24', '198.51.100.128/25'],
    clients: { '192.0.2.99': 'pass', '198.51.100.129': 'pass', '198.51.100.1': 'fail' },
  },
  {
    thread: 'checkdmarc, spf.py (CD-b)',
    defect: 'the prefix of a:host/24 is lost',
    zone: spf('a:mail.example.com/24 -all'),
    networks: ['192.0.2.0/24'],
    clients: { '192.0.2.254': 'pass' },
  },
  {
    thread: 'checkdmarc, spf.py (CD-c)',
    defect: 'modifiers that it does not know are fatal',
    zone: spf('mx ra=postmaster rp=10 rr=all x=y -all'),
    silent: ['spf/syntax', 'spf/equals-for-colon', 'spf/term-after-all'],
    outcome: 'valid',
    clients: { '192.0.2.1': 'pass' },
  },
  {
    thread: 'checkdmarc, spf.py (CD-d)',
    defect: 'an include written twice is counted once',
    zone: spf(
      each(11, () => 'include:b.example.net'),
      'b.example.net. TXT "v=spf1 ip4:192.0.2.9 -all"',
    ),
    fires: ['spf/lookup-limit error'],
    lookups: 11,
    outcome: 'permerror',
  },
  {
    thread: 'checkdmarc#20; §5 item 5',
    defect: 'an include written twice is called a loop',
    zone: spf(
      'include:b.example.net include:b.example.net -all',
      'b.example.net. TXT "v=spf1 ip4:192.0.2.9 -all"',
    ),
    fires: ['spf/include-duplicate notice'],
    silent: ['spf/include-self'],
    lookups: 2,
    outcome: 'valid',
  },
  {
    thread: 'checkdmarc, spf.py (CD-e); hardenize#19',
    defect: 'an include of a domain without SPF is a warning',
    zone: spf('include:b.example.net -all', 'b.example.net. A 192.0.2.9'),
    fires: ['spf/include-missing error'],
    outcome: 'permerror',
    clients: { '198.51.100.1': 'permerror' },
  },
  {
    thread: 'checkdmarc, spf.py (CD-f)',
    defect: 'redirect beside all, and terms behind all, are followed and counted',
    zone: spf('mx -all a:gone.example.com include:gone.example.com redirect=gone.example.com'),
    silent: ['spf/include-nxdomain', 'spf/redirect-missing', 'spf/void-lookup'],
    lookups: 1,
    voids: 0,
    outcome: 'valid',
  },
  {
    thread: 'checkdmarc, spf.py (CD-g)',
    defect: 'ptr:name without an address of its own is an error',
    zone: spf(
      'ptr:hosts.example.net -all',
      '1.2.0.192.in-addr.arpa. PTR m.hosts.example.net.\nm.hosts.example.net. A 192.0.2.1',
    ),
    fires: ['spf/ptr warning'],
    silent: ['spf/void-lookup', 'spf/include-unregistered'],
    lookups: 1,
    voids: 0,
    clients: { '192.0.2.1': 'pass', '192.0.2.2': 'fail' },
  },
  {
    thread: 'Internet.nl#1336; §5 item 2',
    defect: 'a:host, +a and a/24 cost nothing',
    zone: spf(
      `a:mail.example.com +a a/24 ?a ~mx +mx:example.com ${each(6, (index) => `a:h${index}.example.com`)} -all`,
      '$GENERATE 0-9 h$ A 192.0.2.$',
    ),
    fires: ['spf/lookup-limit error'],
    lookups: 12,
  },
  {
    thread: 'Internet.nl, mail.py',
    defect: '“mx” and “ptr” are counted wherever the letters stand',
    zone: spf(
      'ip4:192.0.2.1 include:mx.ptr.example.net x=mx:ptr -all',
      'mx.ptr.example.net. TXT "v=spf1 ip4:192.0.2.9 -all"',
    ),
    silent: ['spf/ptr'],
    lookups: 1,
  },
  {
    thread: 'Internet.nl, mail.py',
    defect: 'void lookups are never counted',
    zone: spf('a:x.example.com a:y.example.com mx:z.example.com -all'),
    fires: ['spf/void-limit error'],
    voids: 3,
    outcome: 'permerror',
  },
  {
    thread: 'checkdmarc#197, #94, #211; §5 item 3',
    defect: 'hosts of an mx count among the ten terms',
    zone: [
      '@ TXT "v=spf1 mx a -all"',
      '@ A 192.0.2.80',
      each(10, (index) => `@ MX 10 h${index}`, '\n'),
      '$GENERATE 0-9 h$ A 192.0.2.$',
    ].join('\n'),
    silent: ['spf/lookup-limit', 'spf/lookup-near-limit', 'spf/mx-host-limit', 'spf/void-limit'],
    lookups: 2,
    voids: 0,
    outcome: 'valid',
  },
  {
    thread: 'checkdmarc#18, #129, #172, #234; §5 item 4',
    defect: 'a mistake makes the record and the count disappear',
    zone: spf('mx foo include:b.example.net -all', 'b.example.net. TXT "v=spf1 a:mail.example.com -all"'),
    fires: ['spf/syntax error'],
    lookups: 3,
    outcome: 'permerror',
  },
  {
    thread: 'checkdmarc#134; §5 item 6',
    defect: 'include= passes for include:',
    zone: spf('mx include=b.example.net -all'),
    fires: ['spf/equals-for-colon error'],
    lookups: 1,
    outcome: 'valid',
  },
  {
    thread: 'checkdmarc#173; §5 item 7',
    defect: 'it is not told which term finds nothing',
    zone: spf('mx a:gone.example.com -all'),
    fires: ['spf/void-lookup warning'],
    voids: 1,
  },
  {
    thread: 'nl-kat#4775; §5 item 15',
    defect: 'a name without TXT is taken for one that does not exist',
    zone: spf('include:b.example.net -all', 'b.example.net. A 192.0.2.9'),
    fires: ['spf/include-missing error'],
    silent: ['spf/include-nxdomain', 'spf/include-unregistered'],
  },
  {
    thread: 'AynOps#64; §5 item 35',
    defect: 'a time-out is shown as no SPF',
    zone: `${HOSTS};! TIMEOUT example.com TXT`,
    silent: ['spf/missing'],
    inconclusive: ['spf/missing'],
    outcome: 'temperror',
  },
  {
    thread: 'Spoofy#26, #28; §5 item 18',
    defect: 'a record without “all” cannot be spoofed',
    zone: spf('mx'),
    fires: ['spf/all-missing warning'],
    clients: { '198.51.100.1': 'neutral' },
  },
  {
    thread: 'spf-lib#41; §5 item 31',
    defect: 'exists:%{i} is asked with the tool’s own address',
    zone: spf('exists:%{i}._spf.b.example.net -all', '192.0.2.9._spf.b.example.net. A 127.0.0.2'),
    silent: ['spf/void-lookup', 'spf/include-unregistered', 'spf/all-pass'],
    lookups: 1,
    voids: 0,
    clients: { '192.0.2.9': 'pass', '192.0.2.10': 'fail' },
  },
  {
    thread: 'YunoHost#1625, aimx#35, filtermail#61, checkdmarc#200; §5 item 32',
    defect: 'a record of several strings is compared with its quotes',
    zone: `@ TXT "v=spf1 mx ip4:198." "51.100.7 -all"\n${HOSTS}`,
    silent: ['spf/syntax', 'spf/split-boundary', 'spf/missing'],
    clients: { '198.51.100.7': 'pass' },
  },
  {
    thread: 'Internet.nl#93, #425; §5 item 36',
    defect: '~all is marked down where DMARC refuses',
    zone: spf('mx ~all', '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"'),
    silent: ['spf/all-neutral', 'spf/all-missing', 'spf/all-pass'],
    outcome: 'valid',
  },
  {
    thread: 'mailauth#25; §5 item 42',
    defect: 'ptr is not evaluated',
    zone: spf('ptr -all', '9.2.0.192.in-addr.arpa. PTR out.example.com.\nout A 192.0.2.9'),
    clients: { '192.0.2.9': 'pass', '198.51.100.1': 'fail' },
  },
  {
    thread: 'checkdmarc#258; §5 item 43',
    defect: 'a space before the version is no harm',
    zone: `@ TXT " v=spf1 mx -all"\n${HOSTS}`,
    fires: ['spf/not-selected error'],
    outcome: 'none',
    clients: { '192.0.2.1': 'none' },
  },
  {
    thread: 'checkdmarc#157; §5 item 44',
    defect: 'a character that nobody sees, pasted into a name, is passed over',
    zone: spf('mx include:b.\\226\\128\\139example.net -all'),
    fires: ['spf/syntax error'],
    outcome: 'permerror',
  },
  {
    thread: 'GCA domain-security-scanner, spf',
    defect: 'a record that ends in redirect fails for its missing “all”',
    zone: spf('redirect=b.example.net', 'b.example.net. TXT "v=spf1 ip4:192.0.2.9 -all"'),
    silent: ['spf/all-missing', 'spf/all-neutral'],
    outcome: 'valid',
    clients: { '192.0.2.9': 'pass', '192.0.2.10': 'fail' },
  },
  {
    thread: 'GCA domain-security-scanner, spf',
    defect: '“-all” inside a name passes for the end of a record',
    zone: spf('include:x-all.call.example', 'x-all.call.example. TXT "v=spf1 ip4:192.0.2.9 -all"'),
    fires: ['spf/all-missing warning'],
    clients: { '192.0.2.10': 'neutral' },
  },
  {
    thread: 'Spoofy, spf.py',
    defect: 'a/24, mx/24 and ?mx cost nothing',
    zone: spf('a/24 mx/24 ?mx -all'),
    lookups: 3,
  },
  {
    thread: 'EasyDMARC, by Internet.nl#1336',
    defect: 'exp= costs a lookup',
    zone: spf('mx -all exp=why.example.com', 'why TXT "no"'),
    silent: ['spf/exp-target'],
    lookups: 1,
  },
];

describe('defects of peers in SPF, and our answer', () => {
  for (const {
    thread,
    defect,
    zone,
    fires = [],
    silent = [],
    inconclusive = [],
    clients = {},
    ...told
  } of ROWS) {
    it(`${thread}: ${defect}`, async () => {
      const { findings, sections } = await audit('example.com', fixtureResolver(zone), {});
      const { facts, rules } = sections.spf!;
      const found = findings.map(({ rule, severity }) => `${rule} ${severity}`);
      assert.deepEqual(
        fires.filter((one) => !found.includes(one)),
        [],
        `found ${found.join(', ')}`,
      );
      assert.deepEqual(
        findings.map(({ rule }) => rule).filter((rule) => silent.includes(rule)),
        [],
      );
      assert.deepEqual(
        inconclusive.filter((one) => !rules.blocked.includes(one)),
        [],
      );
      const measured = {
        lookups: facts.lookups.value,
        voids: facts.voidLookups.both.value,
        outcome: facts.outcome,
        networks: facts.authorised.ipv4.networks,
      };
      assert.deepEqual({ ...measured, ...told }, measured);
      for (const [ip, result] of Object.entries(clients))
        assert.equal((await checkHost(fixtureResolver(zone).ask, 'example.com', { ip })).result, result, ip);
    });
  }
});

describe('defects of peers in selectors, and our answer', () => {
  // Blackveil calls mte1 and mte2 MailerSend's: they are Mailchimp Transactional's.
  it('mte1 and mte2 are Mailchimp’s', async () => {
    const zone = `${HOSTS}mte1._domainkey CNAME dkim1.mandrillapp.com.\nmte2._domainkey CNAME dkim2.mandrillapp.com.\ndkim1.mandrillapp.com. TXT "v=DKIM1; p="`;
    const { sections } = await audit('example.com', fixtureResolver(zone), {
      declared: { selectors: ['mte1', 'mte2'] },
    });
    const names = sections.dkim!.facts.keys.map(({ provider }) => provider);
    assert.ok(names.length > 0);
    for (const name of names) assert.match(name ?? '', /mailchimp|mandrill/i);
  });

  // Internet.nl#470, #839, hardenize#38; §5 item 13
  it('a denial of _domainkey is not a denial of the keys below it', async () => {
    const zone = `${HOSTS}google._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="\n;! NXDOMAIN _domainkey.example.com *`;
    const { sections, findings } = await audit('example.com', fixtureResolver(zone), {});
    assert.equal(sections.dkim!.facts.status, 'found');
    const rules = findings.map(({ rule }) => rule as string);
    assert.ok(!rules.includes('dkim/none-possible') && rules.includes('dns/ent-nxdomain'), rules.join());
  });
});
