import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createAuthority, overlaid } from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { allRules } from '../../src/rules/index.ts';
import { printData } from '../../src/zone/index.ts';
import { applyChanges } from '../support/changes.ts';
import { fixtureRecords, fixtureResolver } from '../support/fixture.ts';
import { sharedText } from '../support/shared.ts';

type Declared = { role?: 'no-mail' };

function auditZone(zone: string, declared: Declared = {}): Promise<DomainResult> {
  return audit('example.com', fixtureResolver(zone), { declared });
}

/** Rules of the section by id, an id as often as it fires; `:warning` where that is not an error. */
async function fired(zone: string, declared?: Declared): Promise<string[]> {
  const { findings } = await auditZone(zone, declared);
  return findings
    .filter(({ rule, severity }) => rule.startsWith('spf/') && severity !== 'notice' && ERRORS.has(rule))
    .map(({ rule, severity }) => rule.slice('spf/'.length) + (severity === 'error' ? '' : `:${severity}`))
    .sort();
}

const ERRORS = new Set<string>(
  (await allRules()).flatMap(({ id, severity }) =>
    id.startsWith('spf/') && severity === 'error' ? [id] : [],
  ),
);

const DEAD = 'vendor.example. A 192.0.2.9';
const GOOD = '_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"';
const lines = (...all: string[]): string => all.join('\n');
const spf = (terms: string): string => `@ TXT "v=spf1 ${terms}"`;
const hosts = (count: number): string =>
  lines(...Array.from({ length: count }, (_, index) => `@ MX 10 m${index}`), '$GENERATE 0-15 m$ A 192.0.2.$');

const SEVERAL: [what: string, zone: string, ids: string[]][] = [
  ['no TXT at all', '@ A 192.0.2.1', ['missing']],
  ['a token only', '@ TXT "spf-verification=v=spf1"', ['missing']],
  ['Sender ID is another protocol', '@ TXT "spf2.0/pra mx -all"', ['missing']],
  ['a near miss is not missing too', '@ TXT "v=spf1;mx -all"', ['not-selected']],
  [
    'two near misses',
    lines('@ TXT " v=spf1 mx -all"', '@ TXT "spf1 mx -all"'),
    ['not-selected', 'not-selected'],
  ],
  ['the version glued', '@ TXT "v=spf1-all"', ['not-selected']],
  ['the version torn from its terms', '@ TXT "v=spf1" "-all"', ['not-selected']],
  ['two records', lines(spf('-all'), spf('mx -all')), ['multiple']],
  [
    'two records that nobody can merge',
    lines(spf('-all'), spf('redirect=_spf.vendor.example')),
    ['multiple'],
  ],
  ['one text, cut in two ways', lines('@ TXT "v=spf1 -all"', '@ TXT "v=spf1 " "-all"'), ['multiple']],
  [
    'every mistake of the grammar',
    spf('ipv4:192.0.2.1 foo ip4:192.0.2.999 %{x} all.'),
    Array(5).fill('syntax'),
  ],
  [
    'repeated modifiers',
    spf('redirect=a.example redirect=b.example exp=c.example exp=d.example -all'),
    ['syntax', 'syntax'],
  ],
  ['a space lost at a cut', '@ TXT "v=spf1 ip4:192.0.2.1" "ip4:192.0.2.2" "mx -all"', ['split-boundary']],
  [
    'a lost space that makes a name',
    '@ TXT "v=spf1 include:a.vendor.example" "include:b.vendor.example -all"',
    ['split-boundary'],
  ],
  [
    'a lost space and another mistake',
    '@ TXT "v=spf1 ip4:192.0.2.1" "ip4:192.0.2.2 foo -all"',
    ['split-boundary', 'syntax'],
  ],
  [
    'equals for colon behind all',
    spf('-all ip4=192.0.2.1 a=mail.example.com'),
    ['equals-for-colon', 'equals-for-colon'],
  ],
  ['all without a qualifier', spf('all'), ['all-pass']],
  [
    '+all behind a redirect',
    lines(spf('redirect=_spf.vendor.example'), '_spf.vendor.example. TXT "v=spf1 +all"'),
    ['all-pass'],
  ],
  ['half the Internet, twice', spf('ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all'), ['ip-broad', 'ip-broad']],
  ['a prefix on a host', lines(spf('a/8 -all'), '@ A 192.0.2.1'), ['ip-broad']],
  [
    'a broad range behind an include',
    lines(spf('include:_spf.vendor.example -all'), '_spf.vendor.example. TXT "v=spf1 ip4:8.0.0.0/7 -all"'),
    ['ip-broad'],
  ],
  [
    'the whole Internet behind an include',
    lines(spf('include:_spf.vendor.example -all'), '_spf.vendor.example. TXT "v=spf1 ip4:0.0.0.0/0 -all"'),
    ['include-pass-all'],
  ],
  [
    '+all two includes down',
    lines(
      spf('include:a.vendor.example -all'),
      'a.vendor.example. TXT "v=spf1 include:b.vendor.example -all"',
      'b.vendor.example. TXT "v=spf1 all"',
    ),
    ['include-pass-all'],
  ],
  [
    'a dead name, named twice',
    lines(spf('include:gone.vendor.example include:gone.vendor.example -all'), DEAD),
    ['include-nxdomain'],
  ],
  [
    'two dead names and a free one',
    lines(spf('include:one.vendor.example include:two.vendor.example include:free.example -all'), DEAD),
    ['include-nxdomain', 'include-nxdomain', 'include-unregistered'],
  ],
  ['a free name behind a redirect', spf('redirect=_spf.free.example'), ['include-unregistered']],
  ['a redirect to a dead name', lines(spf('redirect=gone.vendor.example'), DEAD), ['redirect-missing']],
  ['an include without record', lines(spf('include:vendor.example -all'), DEAD), ['include-missing']],
  [
    'a record that receivers ignore',
    lines(spf('include:vendor.example -all'), 'vendor.example. TXT "v=spf1; -all"'),
    ['include-missing'],
  ],
  [
    'a label that no name can have',
    spf(`include:${'a'.repeat(64)}.example redirect=${'b'.repeat(64)}.example`),
    ['include-missing', 'redirect-missing'],
  ],
  [
    'one dead name below another include',
    lines(
      spf('include:_spf.vendor.example -all'),
      '_spf.vendor.example. TXT "v=spf1 include:gone.vendor.example -all"',
    ),
    ['include-nxdomain'],
  ],
  [
    'two records behind a redirect',
    lines(spf('redirect=_spf.vendor.example'), GOOD, '_spf.vendor.example. TXT "v=spf1 -all"'),
    ['include-multiple'],
  ],
  [
    'mistakes in two included records',
    lines(
      spf('include:a.vendor.example include:b.vendor.example -all'),
      'a.vendor.example. TXT "v=spf1 foo bar -all"',
      'b.vendor.example. TXT "v=spf1 ipv4:192.0.2.1"',
    ),
    ['include-permerror', 'include-permerror'],
  ],
  [
    'a loop of three',
    lines(
      spf('include:a.example.net -all'),
      'a.example.net. TXT "v=spf1 include:b.example.net -all"',
      'b.example.net. TXT "v=spf1 include:EXAMPLE.com -all"',
    ),
    ['include-self'],
  ],
  ['a redirect to itself', spf('redirect=%{d}'), ['redirect-loop']],
  ['eleven MX hosts', lines(spf('mx -all'), hosts(11)), ['mx-host-limit']],
  [
    'three names without address',
    spf('a:a.example.com a:b.example.com mx:c.example.com -all'),
    ['void-limit'],
  ],
  [
    'three that miss a family each',
    lines(
      spf('a:a.example.com a:b.example.com a:four.example a:six.example -all'),
      'four.example. A 192.0.2.1',
      'six.example. AAAA 2001:db8::1',
    ),
    ['void-limit'],
  ],
];

const QUIET: [what: string, zone: string][] = [
  ['a plain record', lines(spf('mx include:_spf.vendor.example ~all'), hosts(10), GOOD)],
  ['nothing may send', spf('-all')],
  ['the version in capitals, spaces at will', '@ TXT "V=SPF1  -ALL  "'],
  [
    'an include named twice is no loop',
    lines(spf('include:_spf.vendor.example include:_spf.vendor.example -all'), GOOD),
  ],
  [
    'a diamond is no loop',
    lines(
      spf('include:a.vendor.example include:b.vendor.example -all'),
      'a.vendor.example. TXT "v=spf1 include:_spf.vendor.example -all"',
      'b.vendor.example. TXT "v=spf1 include:_spf.vendor.example -all"',
      GOOD,
    ),
  ],
  [
    'ten lookups',
    spf(
      'exists:a.example.com exists:b.example.com exists:c.example.com exists:d.example.com exists:e.example.com exists:f.example.com exists:g.example.com exists:h.example.com exists:i.example.com exists:j.example.com -all',
    ),
  ],
  [
    'nothing behind all is read',
    spf('-all include:gone.example a:x.example a:y.example a:z.example redirect=gone.example'),
  ],
  ['a redirect beside all is not read', spf('redirect=gone.example -all')],
  ['macros are not looked up', spf('include:%{l}._spf.example.net exists:%{i}._spf.example.net -all')],
  [
    'reports and unknown modifiers',
    spf('ra=postmaster rp=100 rr=all x-include=a.example org.example=a include-by=b -all'),
  ],
  ['a term cut between two strings', lines('@ TXT "v=spf1 include:_spf.ven" "dor.example -" "all"', GOOD)],
  ['a verification token beside it', lines(spf('-all'), '@ TXT "v=spf10 some=token"', '@ TXT "v=spf1;"')],
  ['usual ranges', spf('ip4:192.0.0.0/16 ip6:2001:db8::/32 ?ip4:192.0.2.0/9 -all')],
  ['broad ranges that do not pass', spf('-ip4:0.0.0.0/0 ~ip6:::/0 ?ip4:0.0.0.0/1 -all')],
  ['a prefix on a host without address', spf('a/0 -all')],
  [
    'all of an include says nothing of it',
    lines(spf('include:_spf.vendor.example -all'), '_spf.vendor.example. TXT "v=spf1 ?all"'),
  ],
  [
    'an include that takes away',
    lines(spf('-include:_spf.vendor.example -all'), '_spf.vendor.example. TXT "v=spf1 +all"'),
  ],
  [
    'one family only, twice',
    lines(
      spf('a:four.example a:six.example a:four.example a:six.example -all'),
      'four.example. A 192.0.2.1',
      'six.example. AAAA 2001:db8::1',
    ),
  ],
  ['ten MX hosts', lines(spf('mx -all'), hosts(10))],
  [
    'many MX hosts hide no include',
    lines(
      spf('mx mx:example.com mx:example.com mx:example.com include:_spf.vendor.example -all'),
      hosts(10),
      GOOD,
    ),
  ],
];

/** Judges a given client only. */
const CLIENT = 'spf/ip-not-authorised';

const BLOCKED: [what: string, zone: string, ids: string[], blocked: string[]][] = [
  [
    'the record itself',
    ';! SERVFAIL example.com TXT',
    [],
    [...ERRORS].filter((id) => id !== CLIENT).map((id) => id.slice('spf/'.length)),
  ],
  [
    'an include hides what is behind it, not what is beside it',
    lines(
      spf('include:slow.example include:gone.vendor.example foo -all'),
      DEAD,
      ';! TIMEOUT slow.example TXT',
    ),
    ['include-nxdomain', 'syntax'],
    [
      'include-missing',
      'include-multiple',
      'include-nxdomain',
      'include-pass-all',
      'include-permerror',
      'include-self',
      'include-unregistered',
      'ip-broad',
      'lookup-limit',
      'void-limit',
    ],
  ],
  [
    'a redirect',
    lines(spf('redirect=slow.example'), ';! TIMEOUT slow.example TXT'),
    [],
    [
      'all-pass',
      'include-multiple',
      'include-permerror',
      'include-unregistered',
      'ip-broad',
      'lookup-limit',
      'redirect-loop',
      'redirect-missing',
      'void-limit',
    ],
  ],
  [
    'the registry',
    lines(spf('include:a.gone.example -all'), ';! SERVFAIL gone.example SOA'),
    ['include-nxdomain'],
    ['include-unregistered'],
  ],
  [
    'an MX set',
    lines(spf('mx a:a.example.com a:b.example.com -all'), ';! SERVFAIL example.com MX'),
    [],
    ['mx-host-limit', 'void-limit'],
  ],
  [
    'one address lookup',
    lines(spf('a:a.example mx -all'), ';! SERVFAIL a.example *'),
    [],
    ['include-unregistered', 'void-limit'],
  ],
  [
    'an address below the domain itself',
    lines(spf('a:a.example.com mx -all'), ';! SERVFAIL a.example.com *'),
    [],
    ['void-limit'],
  ],
  [
    'an exists',
    lines(spf('exists:a.example -all'), ';! SERVFAIL a.example A'),
    [],
    ['all-pass', 'include-unregistered', 'void-limit'],
  ],
  [
    'an address behind a broad prefix',
    lines(spf('a:a.example/4 -all'), ';! SERVFAIL a.example A'),
    [],
    ['include-unregistered', 'ip-broad', 'void-limit'],
  ],
  [
    'over the limit without the include that failed',
    lines(
      spf('a a a a a a a a a a include:slow.example -all'),
      '@ A 192.0.2.1',
      '@ AAAA 2001:db8::1',
      ';! TIMEOUT slow.example TXT',
    ),
    ['lookup-limit'],
    [
      'include-missing',
      'include-multiple',
      'include-nxdomain',
      'include-pass-all',
      'include-permerror',
      'include-self',
      'include-unregistered',
      'ip-broad',
      'void-limit',
    ],
  ],
];

describe('several at once, one cause one finding', () => {
  for (const [what, zone, ids] of SEVERAL) {
    it(what, async () => assert.deepEqual(await fired(zone), ids));
  }
});

describe('silent on correct domains', () => {
  for (const [what, zone] of QUIET) {
    it(what, async () => {
      const { sections } = await auditZone(zone);
      assert.deepEqual(await fired(zone), []);
      assert.deepEqual(sections.spf!.rules.blocked, []);
    });
  }
});

describe('a failed lookup blocks what rests on it', () => {
  for (const [what, zone, ids, blocked] of BLOCKED) {
    it(what, async () => {
      const { sections } = await auditZone(zone);
      assert.deepEqual(await fired(zone), ids);
      const errors = sections.spf!.rules.blocked.filter((id) => ERRORS.has(id));
      const all = [...errors, ...(await stillBlocked(zone))].map((id) => id.slice('spf/'.length));
      assert.deepEqual([...new Set(all)].sort(), [...blocked].sort());
    });
  }
});

/** Rules that have fired and are blocked all the same stand in the list of failed lookups only. */
async function stillBlocked(zone: string): Promise<string[]> {
  const { inconclusive } = await auditZone(zone);
  return inconclusive.flatMap(({ blocks }) => blocks.filter((id) => ERRORS.has(id)));
}

describe('for whom', () => {
  const message = async (zone: string, rule: string): Promise<string> =>
    (await auditZone(zone)).findings.find((finding) => finding.rule === `spf/${rule}`)!.message;

  it('names the senders that stand before the permerror', async () => {
    const zone = lines(
      spf('ip4:192.0.2.1 ?ip4:192.0.2.2 include:gone.vendor.example mx include:dead.vendor.example -all'),
      hosts(1),
      DEAD,
    );
    const { findings } = await auditZone(zone);
    const dead = findings
      .filter(({ rule }) => rule === 'spf/include-nxdomain')
      .map(({ message: text }) => text);
    assert.deepEqual(dead, [
      '“include:gone.vendor.example”: the name does not exist; permerror for all mail but what “ip4:192.0.2.1” lets pass',
      '“include:dead.vendor.example”: the name does not exist; permerror for all mail but what “ip4:192.0.2.1” and “mx” let pass',
    ]);
  });

  it('says all mail where nobody passes before it', async () => {
    assert.match(
      await message(lines(spf('include:gone.vendor.example mx -all'), DEAD), 'include-nxdomain'),
      /permerror for all mail$/,
    );
    assert.match(
      await message(lines(spf('mx include:gone.vendor.example foo -all'), DEAD), 'include-nxdomain'),
      /permerror for all mail$/,
    );
  });

  it('tells a redirect’s from the terms before it, wherever it stands', async () => {
    const zone = lines(spf('redirect=gone.vendor.example ip4:192.0.2.1'), DEAD);
    assert.match(await message(zone, 'redirect-missing'), /but what “ip4:192.0.2.1” lets pass$/);
  });

  it('counts the lookups up to each own term', async () => {
    const rule = (await allRules()).find(({ id }) => id === 'spf/lookup-limit')!;
    const { findings } = await auditZone(rule.fails);
    const { data, record } = findings.find((finding) => finding.rule === 'spf/lookup-limit')!;
    const terms = data.terms as {
      text: string;
      span: { start: number; end: number };
      upTo: number;
      over: boolean;
    }[];
    assert.deepEqual(
      terms.map(({ text, upTo, over }) => [text, upTo, over]),
      [
        ['a', 1, false],
        ['mx', 2, false],
        ['include:a.example', 7, false],
        ['include:b.example', 11, true],
        ['-all', 11, true],
      ],
    );
    for (const { text, span } of terms) assert.equal(record!.slice(span.start, span.end), text);
  });
});

describe('spf/missing', () => {
  const dmarc = (policy: string): string => `_dmarc TXT "v=DMARC1; p=${policy}"`;
  const declared = { role: 'no-mail' } as const;

  it('is a warning where nothing is sent and DMARC has forged mail refused', async () => {
    assert.deepEqual(await fired(dmarc('reject'), declared), ['missing:warning']);
    assert.deepEqual(await fired(dmarc('none'), declared), ['missing']);
    assert.deepEqual(await fired(dmarc('reject')), ['missing']);
  });

  it('is undecided as an error where the DMARC record is not known', async () => {
    const zone = ';! SERVFAIL _dmarc.example.com TXT';
    assert.deepEqual(await fired(zone, declared), ['missing:warning']);
    const { inconclusive } = await auditZone(zone, declared);
    assert.ok(inconclusive.some(({ blocks }) => blocks.includes('spf/missing')));
  });

  it('proposes what fits the mail servers, and nothing where they are not known', async () => {
    const proposed = async (zone: string) =>
      (await auditZone(zone)).findings
        .find(({ rule }) => rule === 'spf/missing')!
        .changes.map(({ to }) => to);
    assert.deepEqual(await proposed(hosts(2)), ['"v=spf1 mx ~all"']);
    assert.deepEqual(await proposed(hosts(11)), []);
    assert.deepEqual(await proposed('@ A 192.0.2.1'), ['"v=spf1 a ~all"']);
    assert.deepEqual(await proposed('@ MX 0 .'), ['"v=spf1 -all"']);
    assert.deepEqual(await proposed(';! SERVFAIL example.com MX'), []);
  });
});

describe('proposals', () => {
  const proposed = async (zone: string, rule: string) =>
    (await auditZone(zone)).findings.find((finding) => finding.rule === `spf/${rule}`)!.changes;

  it('replace one text of the set, as it stands, and long ones in strings of 255', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `ip4:192.0.2.${index}`).join(' ');
    const zone = lines(
      '@ TXT "token"',
      `@ TXT "v=spf1 ${many.slice(0, 240)}" "${many.slice(240)} include:gone.vendor.example -all"`,
      DEAD,
    );
    const [change, ...more] = await proposed(zone, 'include-nxdomain');
    assert.deepEqual(more, []);
    assert.equal(
      change!.from,
      `"v=spf1 ${many.slice(0, 240)}" "${many.slice(240)} include:gone.vendor.example -all"`,
    );
    const text = `v=spf1 ${many} -all`;
    assert.equal(change!.to, `"${text.slice(0, 255)}" "${text.slice(255)}"`);
  });

  it('leave alone what stands in another hand', async () => {
    assert.deepEqual(
      await proposed(
        lines(
          spf('include:_spf.vendor.example -all'),
          '_spf.vendor.example. TXT "v=spf1 include:gone.vendor.example"',
        ),
        'include-nxdomain',
      ),
      [],
    );
    assert.deepEqual(
      await proposed(
        lines('@ CNAME spf.vendor.example.', 'spf.vendor.example. TXT "v=spf1 +all"'),
        'all-pass',
      ),
      [],
    );
  });

  it('put right a name that was surely meant otherwise', async () => {
    const [change] = await proposed(lines(spf('include:vendor.example-all'), DEAD), 'include-nxdomain');
    assert.equal(change!.to, '"v=spf1 include:vendor.example -all"');
  });

  it('merge two records into one that is no stricter than either', async () => {
    const changes = await proposed(lines(spf('mx ~all'), spf('mx ip4:192.0.2.1 -all')), 'multiple');
    assert.deepEqual(
      changes.map(({ op, to }) => [op, to]),
      [
        ['replace', '"v=spf1 mx ip4:192.0.2.1 ~all"'],
        ['delete', undefined],
      ],
    );
  });

  it('correct a record only where that leaves no fault', async () => {
    assert.deepEqual(await proposed(spf('ipv4:192.0.2.1 foo -all'), 'syntax'), []);
  });
});

describe('records as they are published', () => {
  const corpus = sharedText('corpora', 'spf-mistakes.jsonl').trim().split('\n');

  it('have findings with one-line messages, and changes that repair', async () => {
    let repaired = 0;
    for (const line of corpus) {
      const { record } = JSON.parse(line) as { record: string };
      const zone = `@ TXT ${printData('TXT', { strings: stringsOf(record) })}`;
      const before = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
      for (const { rule, message, changes, fingerprint } of before.findings) {
        assert.ok(
          !message.includes('\n') && message.length < 300 && !message.endsWith('.'),
          `${rule}: ${message}`,
        );
        if (changes.length === 0) continue;
        const records = applyChanges(fixtureRecords(zone), changes);
        const world = overlaid(createAuthority(records, ['.']), fixtureResolver(zone));
        const after = await audit('example.com', world, { sections: ['spf'] });
        assert.ok(
          !after.findings.some((finding) => finding.fingerprint === fingerprint),
          `${record}: ${message}`,
        );
        repaired++;
      }
    }
    assert.ok(repaired >= 0.95 * corpus.length, String(repaired));
  });

  it('are judged in bounded time, however hostile', async () => {
    const terms = ['foo ', 'ip4=192.0.2.1 ', 'include:a.exampleinclude:b.example ', 'a/8', '"', '\t', '~all'];
    for (const term of terms) {
      const text = `v=spf1 ${term.repeat(Math.floor(60_000 / term.length))}`;
      const zone = `@ TXT ${printData('TXT', { strings: stringsOf(text) })}`;
      const start = performance.now();
      const { findings } = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
      assert.ok(performance.now() - start < 2000, `${term}: ${performance.now() - start} ms`);
      for (const { message } of findings) assert.ok(message.length < 300, message);
    }
  });
});

function stringsOf(text: string): string[] {
  const octets = Buffer.from(text, 'utf8').toString('latin1');
  return octets.match(/.{1,255}/gs) ?? [''];
}
