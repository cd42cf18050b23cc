import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readName } from '../../src/dns/index.ts';
import { checkHost, type SpfCheck, type SpfStep } from '../../src/facts/spf/check.ts';
import { mailauthSpf } from '../support/mailauth.ts';
import { sharedJson } from '../support/shared.ts';
import { type Zonedata, zonedataResolver } from '../support/zonedata.ts';

/** Our check_host() against mailauth 7.1.0 strict. `MAILCHECK_SPF_RUNS=10000` tries more generated records. */
const RUNS = Number(process.env['MAILCHECK_SPF_RUNS'] ?? 1500);

interface Asked {
  zonedata: Zonedata;
  ip: string;
  sender: string;
  helo: string;
}

/** The name that a term with macros asked for, as the trace notes it. */
function askedName({ term, note }: SpfStep): string | undefined {
  return term.includes('%') ? note.split(': ')[0] : undefined;
}

const TOP_LABEL = /\.(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9][a-z0-9-]*-[a-z0-9-]*[a-z0-9])$/i;

/** Every difference that there is, each with its reason; `tells` says whether it is the one. */
const DIFFERENCES: { why: string; tells(ours: SpfCheck, theirs: string): boolean }[] = [
  {
    why: 'RFC 7208 §4.6.4 says that over ten MX hosts are a permerror; mailauth looks at the first ten before it says so.',
    tells: ({ problem }) => /more than 10 MX hosts/.test(problem ?? ''),
  },
  {
    why: 'A name that macros make needs no top label (§4.8); mailauth does not ask for such, so it counts neither a lookup nor a void one.',
    tells: ({ trace }) =>
      trace.some((step) => {
        const name = askedName(step);
        return name !== undefined && (name.startsWith('no name') || !TOP_LABEL.test(name));
      }),
  },
  {
    why: 'The limits of §4.6.4 are on terms; mailauth counts the lookup for a macro %{p} as one more, and as a void one.',
    tells: ({ trace }, theirs) => /Too many/.test(theirs) && trace.some(({ term }) => /%\{p/i.test(term)),
  },
];

/** How often both say the same, and how often each difference explains that they do not. */
const tally = new Map<string, number>();

function count(what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

async function compare(asked: Asked): Promise<void> {
  const { zonedata, ip, sender, helo } = asked;
  const read = readName(sender.slice(sender.lastIndexOf('@') + 1));
  if ('problem' in read) return;
  const world = zonedataResolver(zonedata);
  const [ours, theirs] = await Promise.all([
    checkHost(world.ask, read.name, { ip, mailFrom: sender, helo }),
    mailauthSpf(world, { ip, sender, helo }),
  ]);
  const same = ours.result === theirs.status.result && ours.explanation === theirs.explanation;
  const told = same ? undefined : DIFFERENCES.find(({ tells }) => tells(ours, theirs.status.comment ?? ''));
  count(same ? 'the same' : (told?.why ?? 'not explained'));
  if (same) return;
  assert.ok(
    told,
    `${ours.result} (${ours.problem}; ${ours.explanation}), mailauth says ${theirs.status.result} (${theirs.status.comment}; ${theirs.explanation})\n${JSON.stringify(asked)}\n${JSON.stringify(ours.trace)}`,
  );
}

interface Suite {
  scenarios: {
    description: string;
    zonedata: Zonedata;
    tests: { id: string; helo: string; host: string; mailfrom: string }[];
  }[];
}

describe('mailauth strict over the shared vectors', () => {
  for (const file of ['rfc7208-visible.json', 'mox.suite.json']) {
    const { scenarios } = sharedJson<Suite>('vectors', 'spf', file);
    for (const { description, zonedata, tests } of scenarios)
      for (const { id, helo, host, mailfrom } of tests)
        it(`${file}: ${description}: ${id}`, () =>
          compare({ zonedata, ip: host, sender: mailfrom === '' ? `postmaster@${helo}` : mailfrom, helo }));
  }
});

const NAMES = ['example.com', 'a.example.com', 'b.example.net', 'c.example.org', 'gone.example'];
const IPS = ['192.0.2.1', '192.0.2.77', '198.51.100.9', '2001:db8::1', '2001:db8::ff', '::ffff:192.0.2.1'];

const qualifier = fc.constantFrom('', '', '+', '-', '~', '?');
const macro = fc.constantFrom(
  ...'%{s} %{l} %{o} %{d} %{i} %{h} %{v} %{p} %{ir} %{d1} %{d2r} %{l1r-} %{lr-} %{S} %{L} %{I} %{o3} %{i2r} %{h1} %{p2} %% %_ %-'.split(
    ' ',
  ),
);
const spec = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.tuple(macro, fc.constantFrom(...NAMES)).map(([one, name]) => `${one}.${name}`) },
  { weight: 1, arbitrary: fc.tuple(macro, macro).map(([one, two]) => `${one}.${two}`) },
  { weight: 1, arbitrary: fc.constantFrom('%{d}', '%{o}', '%{h}', 'EXAMPLE.com.', 'x_y.example.com') },
);
const lengths = fc.constantFrom('', '', '/24', '//64', '/24//64', '/0', '//0', '/33');
const mechanism = fc.oneof(
  fc.tuple(fc.constantFrom('include:', 'exists:', 'ptr:'), spec).map(([name, at]) => name + at),
  fc
    .tuple(fc.constantFrom('a', 'mx'), fc.option(spec, { nil: undefined }), lengths)
    .map(([name, at, length]) => `${name}${at === undefined ? '' : `:${at}`}${length}`),
  fc.constantFrom('ip4:192.0.2.0/24', 'ip4:192.0.2.1', 'ip4:198.51.100.0/25', 'ip4:0.0.0.0/0', 'ip4:192.0.2'),
  fc.constantFrom('ip6:2001:db8::/64', 'ip6:2001:db8::ff', 'ip6:::/0', 'ip6:::ffff:192.0.2.1', 'ptr', 'all'),
);
const term = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(qualifier, mechanism).map((parts) => parts.join('')) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('redirect=', 'exp='), spec).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom('x=y', 'ra=postmaster', 'foo', 'include=a.example.com') },
);
const record = fc
  .tuple(fc.array(term, { maxLength: 6 }), fc.constantFrom('', ' -all', ' ~all'))
  .map(([terms, end]) => `v=spf1 ${terms.join(' ')}${end}`);
const explanation = fc.constantFrom(
  'See %{d} for %{i}',
  '%{c} %{r} %{S}',
  'Hello %',
  'from %{p}: %{l1r+}',
  'é',
);
const entry = fc.oneof(
  { weight: 5, arbitrary: record.map((text) => ({ TXT: text })) },
  { weight: 1, arbitrary: explanation.map((text) => ({ TXT: text })) },
  { weight: 2, arbitrary: fc.constantFrom(...IPS.slice(0, 3)).map((A) => ({ A })) },
  { weight: 2, arbitrary: fc.constantFrom(...IPS.slice(3, 5)).map((AAAA) => ({ AAAA })) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES).map((name) => ({ MX: [10, name] })) },
);
const entries = fc.oneof(
  { weight: 12, arbitrary: fc.array(entry, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(['TIMEOUT'], [{ A: 'TIMEOUT' }], [{ TXT: 'TIMEOUT' }]) },
);
const reverse = fc.oneof(
  fc.constantFrom(...NAMES).map((name) => [{ PTR: name }]),
  fc.constant(['TIMEOUT']),
  fc.constant([]),
);
const question = fc.record({
  own: record,
  others: fc.tuple(entries, entries, entries, entries),
  reverses: fc.tuple(reverse, reverse),
  ip: fc.constantFrom(...IPS),
  local: fc.constantFrom('user', 'first.last', 'a-b-c', 'x+tag', '', 'jürg'),
  helo: fc.constantFrom('mail.example.com', 'b.example.net', 'localhost'),
});

type Entries = readonly unknown[];

function zonedataOf({
  own,
  others,
  reverses,
}: {
  own: string;
  others: readonly Entries[];
  reverses: readonly Entries[];
}): Zonedata {
  const zones = NAMES.slice(0, 4).map((name, index) => [name, others[index]!] as const);
  return {
    ...Object.fromEntries(zones),
    'example.com': [{ TXT: own }, ...others[0]!.filter((one) => typeof one === 'object' && !('TXT' in one!))],
    '1.2.0.192.in-addr.arpa': reverses[0],
    '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa': reverses[1],
  } as unknown as Zonedata;
}

describe('mailauth strict over generated records', () => {
  it(`${RUNS} of them`, async (context) => {
    tally.clear();
    await fc.assert(
      fc.asyncProperty(question, ({ ip, local, helo, ...zones }) =>
        compare({ zonedata: zonedataOf(zones), ip, sender: `${local}@example.com`, helo }),
      ),
      { numRuns: RUNS },
    );
    for (const [what, times] of tally) context.diagnostic(`${times}: ${what}`);
    // Differences that are usual would leave little compared.
    assert.ok(tally.get('the same')! > RUNS * 0.9);
  });
});
