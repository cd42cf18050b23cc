import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createAuthority, overlaid } from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { allRules } from '../../src/rules/index.ts';
import { applyChanges } from '../support/changes.ts';
import { fixtureRecords, fixtureResolver } from '../support/fixture.ts';

type Declared = NonNullable<NonNullable<Parameters<typeof audit>[2]>['declared']>;

function auditZone(zone: string, declared: Declared = {}): Promise<DomainResult> {
  return audit('example.com', fixtureResolver(zone), { declared });
}

/** Warnings and notices of the section, as often as they fire: `name` or `name:notice`. */
async function advice(zone: string, declared?: Declared): Promise<string[]> {
  const { findings } = await auditZone(zone, declared);
  return findings
    .filter(({ rule, severity }) => rule.startsWith('spf/') && severity !== 'error')
    .map(({ rule, severity }) => rule.slice('spf/'.length) + (severity === 'warning' ? '' : ':notice'))
    .sort();
}

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\nmail AAAA 2001:db8::1';
const GOOD = '_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"';
const REJECT = '_dmarc TXT "v=DMARC1; p=reject"';
const zone = (terms: string, ...more: string[]): string =>
  [`@ TXT "v=spf1 ${terms}"`, MAIL, ...more].join('\n');
const exists = (count: number): string =>
  Array.from({ length: count }, (_, index) => `exists:${index}.x.test`).join(' ');

type Case = [what: string, zone: string, rules: string[], declared?: Declared];

const SILENT: Case[] = [
  ['a plain record', zone('mx include:_spf.vendor.example ~all', GOOD), []],
  [
    'networks of the size that registries give',
    zone('ip4:192.0.0.0/16 ip6:2a00:1450::/29 ip6:2603:1000::/24 ip6:2001:8000::/20 ~all'),
    [],
  ],
  ['~all where DMARC refuses', zone('mx ~all', REJECT), []],
  ['~all and -all where it does not', zone('mx ~all', '_dmarc TXT "v=DMARC1; p=none"'), []],
  ['-all without DMARC', zone('mx -all'), []],
  ['nine lookups', zone(`mx ${exists(8)} -all`), []],
  ['more than ten are an error alone', zone(`mx ${exists(10)} -all`), []],
  ['a term for one family alone', zone('a:four.example.com ~all', 'four A 192.0.2.4'), []],
  ['three void lookups are an error alone', zone('a:x.example a:y.example a:z.example ~all'), []],
  [
    'what services publish',
    zone(
      'include:_spf.vendor.example ~all',
      '_spf.vendor.example. TXT "v=spf1 ptr a:gone.vendor.example ip4:10.0.0.0/8 ip4:192.0.2.77/24 ip4:192.0.2.3 ip4:192.0.2.3 exists:%{p}.vendor.example"',
    ),
    [],
  ],
  ['a modifier before and behind', zone('exp=why.example.com mx ~all x=y', 'why TXT "no"'), []],
  ['an explanation that depends on the message', zone('mx ~all exp=%{l}.example.com'), []],
  [
    'an explanation of an include',
    zone(
      'include:_spf.vendor.example ~all',
      '_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all exp=gone.vendor.example"',
    ),
    [],
  ],
  ['networks side by side', zone('ip4:192.0.2.0/25 ip4:192.0.2.128/25 ~all'), []],
  ['inside a network that does not pass', zone('?ip4:192.0.2.0/24 ip4:192.0.2.7 ~all'), []],
  ['an exception before its network', zone('-ip4:192.0.2.7 ip4:192.0.2.0/24 ~all'), []],
  ['an address that an include names too', zone('ip4:192.0.2.3 include:_spf.vendor.example ~all', GOOD), []],
  ['mx and a that are the same host', zone('a mx ~all', '@ A 192.0.2.1'), []],
  [
    'a service that decides by client',
    zone(
      'include:_spf.vendor.example ~all',
      '_spf.vendor.example. TXT "v=spf1 exists:%{i}._x.vendor.example ~all"',
    ),
    [],
  ],
  ['a no-mail domain, in its own words', '@ TXT "v=spf1 ?ip4:192.0.2.0/24 -all"', [], { role: 'no-mail' }],
  [
    'a redirect to a record of no mail',
    '@ TXT "v=spf1 redirect=_spf.example.com"\n_spf TXT "v=spf1 -all"',
    [],
    { role: 'no-mail' },
  ],
  ['no record, none at _spf', MAIL, []],
  ['a wildcard at _spf', `${MAIL}\n* TXT "v=spf1 -all"`, []],
  ['all glued to a name', zone('mx include:_spf.vendor.example-all', GOOD), []],
  ['equals for colon is an error alone', '@ TXT "v=spf1 ip4=192.0.2.1 ~all"', []],
  ['mistakes of the grammar are errors alone', zone('mx foo'), []],
  ['a redirect to nowhere is an error alone', zone('mx redirect=gone.example'), []],
];

const LOUD: Case[] = [
  ['ten lookups', zone(`mx ${exists(9)} -all`), ['lookup-near-limit']],
  ['a name without address', zone('mx a ~all'), ['void-lookup:notice']],
  ['a name that is gone', zone('mx a:old.example.com ~all'), ['void-lookup']],
  ['two terms that find nothing', zone('mx a mx:mail.example.com ~all'), ['void-lookup', 'void-lookup']],
  ['ptr, twice', zone('ptr mx ptr:example.com ~all'), ['ptr', 'ptr']],
  ['nothing said of others', zone('mx'), ['all-missing']],
  ['the same where DMARC refuses', zone('mx', REJECT), ['all-missing:notice']],
  ['not even a term', '@ TXT "v=spf1"', ['no-mail']],
  ['neutral for others', zone('mx ?all'), ['all-neutral']],
  ['the same where DMARC refuses', zone('mx ?all', REJECT), ['all-neutral:notice']],
  [
    'neutral behind a redirect',
    zone('mx redirect=_spf.example.com', '_spf TXT "v=spf1 ?all"'),
    ['all-neutral'],
  ],
  ['two all', zone('mx ~all -all'), ['all-multiple:notice']],
  ['terms behind all', zone('mx ~all a include:_spf.vendor.example', GOOD), ['term-after-all']],
  ['redirect beside all', zone('redirect=_spf.example.com mx ~all'), ['redirect-with-all']],
  [
    'everything behind all',
    zone('mx ~all a -all redirect=x.example'),
    ['all-multiple:notice', 'redirect-with-all', 'term-after-all'],
  ],
  [
    'private ranges',
    zone('ip4:10.1.2.3 ip6:fd00::/8 ip4:100.64.0.0/10 ~all'),
    ['ip-private', 'ip-private', 'ip-private'],
  ],
  ['wide ranges', zone('ip4:192.0.0.0/15 ip6:2000::/19 ~all'), ['ip-broad', 'ip-broad']],
  [
    'host bits',
    zone('ip4:192.0.2.7/24 -ip6:2001:db8::1/32 ~all'),
    ['ip-host-bits:notice', 'ip-host-bits:notice'],
  ],
  [
    'one network inside another',
    zone('ip4:192.0.2.7 ip4:192.0.2.0/24 ip6:2001:db8::/64 ip6:2001:db8::/48 ~all'),
    ['ip-redundant:notice'],
  ],
  ['a term three times', zone('mx mx +MX ip4:192.0.2.7 ip4:192.0.2.7/32 ~all'), ['ip-redundant:notice']],
  [
    'an include twice',
    zone('include:_spf.vendor.example include:_spf.vendor.example. ~all', GOOD),
    ['include-duplicate:notice'],
  ],
  [
    'an include of nobody',
    zone('mx include:_spf.vendor.example ~all', '_spf.vendor.example. TXT "v=spf1 -all"'),
    ['include-empty:notice'],
  ],
  ['the macro p', zone('mx exists:%{p}.example.net ~all'), ['macro-p']],
  ['an explanation that nobody wrote', zone('mx -all exp=why.example.com'), ['exp-target:notice']],
  ['two of them', zone('mx -all exp=why.example.com', 'why TXT "a"', 'why TXT "b"'), ['exp-target:notice']],
  ['one with a mistake', zone('mx -all exp=why.example.com', 'why TXT "100% forged"'), ['exp-target:notice']],
  ['a no-mail domain that lets servers send', zone('mx ~all'), ['no-mail'], { role: 'no-mail' }],
  ['a no-mail domain that is not sure', '@ TXT "v=spf1 ~all"', ['no-mail']],
  ['the same where DMARC refuses', `@ TXT "v=spf1 ~all"\n${REJECT}`, ['no-mail:notice']],
  ['the record at _spf', `${MAIL}\n_spf TXT "v=spf1 mx ~all"`, ['wrong-place:notice']],
];

describe('advice on SPF', () => {
  for (const [what, text, rules, declared] of [...SILENT, ...LOUD]) {
    it(`${rules.length === 0 ? 'silent' : 'fires'}: ${what}`, async () => {
      assert.deepEqual(await advice(text, declared), rules);
    });
  }
});

const NOTHING_SAID = new Set(['ip-host-bits', 'ip-redundant', 'include-duplicate', 'all-multiple']);

describe('advice that is safe changes nothing for anybody', () => {
  for (const [what, text, rules] of LOUD.filter(([, , all]) =>
    all.some((id) => NOTHING_SAID.has(id.replace(':notice', ''))),
  )) {
    it(what, async () => {
      const before = await auditZone(text);
      for (const { rule, safety, changes } of before.findings) {
        if (!NOTHING_SAID.has(rule.slice('spf/'.length))) continue;
        assert.equal(safety, 'safe', rules.join());
        const records = applyChanges(fixtureRecords(text), changes);
        const after = await audit(
          'example.com',
          overlaid(createAuthority(records, ['.']), fixtureResolver(text)),
        );
        const space = ({ sections }: DomainResult) => {
          const { ipv4, ipv6 } = sections.spf!.facts.authorised;
          return { ipv4, ipv6 };
        };
        assert.deepEqual(space(after), space(before));
      }
    });
  }
});

const BLOCKED: [what: string, zone: string, rules: string[], blocked: string[]][] = [
  [
    'an include',
    zone(`${exists(9)} include:slow.example ~all`, ';! TIMEOUT slow.example TXT'),
    [],
    ['include-empty', 'lookup-near-limit'],
  ],
  [
    'an include with few beside it',
    zone('mx include:slow.example ~all', ';! TIMEOUT slow.example TXT'),
    [],
    ['include-empty', 'lookup-near-limit'],
  ],
  [
    'an address',
    zone('mx a:slow.example a:gone.example.com ~all', ';! SERVFAIL slow.example A'),
    ['void-lookup'],
    ['void-lookup'],
  ],
  [
    'a redirect',
    zone('mx redirect=slow.example', ';! TIMEOUT slow.example TXT'),
    [],
    ['all-missing', 'all-neutral', 'lookup-near-limit'],
  ],
  [
    'the DMARC policy',
    zone('mx ?all', ';! SERVFAIL _dmarc.example.com TXT'),
    ['all-neutral:notice'],
    ['all-neutral'],
  ],
  [
    'the explanation',
    zone('mx -all exp=why.example.com', ';! SERVFAIL why.example.com TXT'),
    [],
    ['exp-target'],
  ],
  ['the other place', `${MAIL}\n;! SERVFAIL _spf.example.com TXT`, [], ['wrong-place']],
];

const ADVICE = new Set(
  (await allRules()).flatMap(({ id, severity }) => (severity === 'error' ? [] : [id as string])),
);

describe('a failed lookup blocks the advice that rests on it', () => {
  for (const [what, text, rules, blocked] of BLOCKED) {
    it(what, async () => {
      const { inconclusive } = await auditZone(text);
      assert.deepEqual(await advice(text), rules);
      const ids = inconclusive.flatMap(({ blocks }) =>
        blocks.filter((id) => id.startsWith('spf/') && ADVICE.has(id)),
      );
      assert.deepEqual([...new Set(ids)].map((id) => id.slice('spf/'.length)).sort(), blocked);
    });
  }
});

describe('a record over the limit', () => {
  const proposed = async (text: string) => {
    const { findings } = await auditZone(text);
    const limit = findings.find(({ rule }) => rule === 'spf/lookup-limit')!;
    return { to: limit.changes[0]?.to, question: limit.question };
  };

  it('loses what names nobody, or nobody new', async () => {
    const { to, question } = await proposed(
      zone(
        `mx ip4:192.0.2.0/24 ip6:2001:db8::/32 a:old.example.com include:_spf.vendor.example include:_spf.vendor.example ${exists(8)} ~all`,
        GOOD,
      ),
    );
    assert.equal(
      to,
      `"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.vendor.example ${exists(8)} ~all"`,
    );
    assert.match(question!, /^“mx”, “a:old\.example\.com” and .* nobody new: may they go\?$/);
  });

  it('then loses names for addresses', async () => {
    const { to } = await proposed(
      zone(`mx a:old.example.com a:other.example.com ${exists(9)} ~all`, 'other A 198.51.100.1'),
    );
    assert.equal(to, `"v=spf1 mx ip4:198.51.100.1 ${exists(9)} ~all"`);
  });

  it('shows the way while it is still at the limit', async () => {
    const { findings } = await auditZone(zone(`mx mx ${exists(8)} ~all`));
    const { changes, question } = findings.find(({ rule }) => rule === 'spf/lookup-near-limit')!;
    assert.equal(changes[0]!.to, `"v=spf1 mx ${exists(8)} ~all"`);
    assert.equal(question, '“mx” names nobody, or nobody new: may it go?');
  });

  it('keeps what somebody may stand behind', async () => {
    const { to } = await proposed(
      zone(`a:slow.example.com ${exists(10)} ~all`, ';! SERVFAIL slow.example.com A'),
    );
    assert.equal(to, undefined);
  });
});
