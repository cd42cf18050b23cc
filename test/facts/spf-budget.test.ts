import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { gatherTree } from '../../src/facts/spf/tree.ts';
import { counted, each, txt } from '../support/counted.ts';
import { fixtureResolver } from '../support/fixture.ts';

const record = (name: string, terms: string): string => txt(name, `v=spf1 ${terms} -all`);
const hosts = (count: number): string =>
  each(count, (index) => `@ MX 10 m${index}.hosts${index}.example.`, '\n');

const HOSTILE: [what: string, zone: string][] = [
  [
    '45 includes of different lapsed domains',
    record(
      '@',
      each(45, (index) => `include:_spf.lapsed${index}.example`),
    ),
  ],
  [
    '45 hosts of different lapsed domains',
    record(
      '@',
      each(45, (index) => `a:mail.lapsed${index}.example`),
    ),
  ],
  [
    '45 MX sets of lapsed domains',
    record(
      '@',
      each(45, (index) => `mx:lapsed${index}.example exists:x.gone${index}.example`),
    ),
  ],
  [
    'three includes in each of 3ⁿ records',
    [
      record('@', 'include:a.t.test include:b.t.test include:c.t.test'),
      record('*.t.test.', 'include:%{d}.a.t.test include:b.%{d} include:c.%{d}'),
    ].join('\n'),
  ],
  [
    'includes that come back to themselves',
    [
      record(
        '@',
        each(12, (index) => `include:l${index}.example`),
      ),
      ...Array.from({ length: 12 }, (_, one) =>
        record(
          `l${one}.example.`,
          each(12, (index) => `include:l${index}.example`),
        ),
      ),
    ].join('\n'),
  ],
  ['an mx with 100 hosts', `${record('@', 'mx')}\n${hosts(100)}`],
  [
    'five mx with ten lapsed hosts each',
    [
      record(
        '@',
        each(5, (index) => `mx:x${index}.test`),
      ),
      ...Array.from({ length: 5 }, (_, one) =>
        each(10, (index) => `x${one}.test. MX 10 m.lapsed${one}${index}.example.`, '\n'),
      ),
    ].join('\n'),
  ],
  [
    'macros',
    record(
      '@',
      each(
        60,
        (index) => `exists:%{i}.${index}.example a:%{d}.m${index}.example include:%{o}.n${index}.example`,
      ),
    ),
  ],
  [
    'everything together',
    [
      record(
        '@',
        `mx ${each(8, (index) => `include:i${index}.test`)} ${each(20, (index) => `a:a.lapsed${index}.example`)} exp=why.example`,
      ),
      hosts(60),
      ...Array.from({ length: 8 }, (_, one) =>
        record(
          `i${one}.test.`,
          each(9, (index) => `include:j.gone${one}${index}.example mx:k${one}${index}.test`),
        ),
      ),
      'why.example. TXT "no"',
    ].join('\n'),
  ],
];

describe('questions that a hostile SPF record costs', () => {
  for (const [what, zone] of HOSTILE) {
    it(`${what}: 64 at most`, async () => {
      const { resolver, asked } = counted(zone);
      await gatherTree({ ...resolver, domain: 'example.com' } as Parameters<typeof gatherTree>[0]);
      assert.ok(asked.size <= 64, `${asked.size} questions`);
    });

    it(`${what}: 400 at most for the whole audit`, async () => {
      const { resolver, asked } = counted(zone);
      await audit('example.com', resolver, {});
      assert.ok(asked.size <= 400, `${asked.size} questions`);
    });
  }

  it('still tell that the limit is exceeded, and one lapsed domain among many names', async () => {
    const zone = record(
      '@',
      each(45, (index) => `a:m${index}.lapsed.example`),
    );
    const { findings } = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
    const rules = new Set<string>(findings.map(({ rule }) => rule));
    assert.ok(rules.has('spf/lookup-limit'));
    assert.ok(rules.has('spf/include-unregistered'));
  });
});
