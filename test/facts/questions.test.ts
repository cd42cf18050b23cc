import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { COMMON_SELECTORS } from '../../src/facts/dkim/selectors.ts';
import { counted, each, txt } from '../support/counted.ts';

/** A hostile domain may cost so many questions, whatever it publishes. */
const MOST = 400;

const DOMAIN = 'a.b.c.d.e.f.example.com';

const LAPSED_MX = each(1000, (index) => `@ MX ${index} m.lapsed${index}.example.`, '\n');

/** Half of the hosts that are looked at have many addresses; the others lead to lapsed domains. */
const MIXED_MX = each(
  200,
  (index) =>
    index % 2 === 0
      ? `@ MX ${index} m${index}.hosts.test.\n${each(12, (address) => `m${index}.hosts.test. A 192.0.2.${(index * 7 + address) % 250}`, '\n')}`
      : `@ MX ${index} mx.l${index}.example.${DOMAIN}.\nmx.l${index}.example.${DOMAIN}. CNAME mx.l${index}.example.`,
  '\n',
);

/** Ten names for every address of the three networks, none of which leads back. */
const REVERSE = each(
  254,
  (index) =>
    ['2.0.192', '100.51.198', '113.0.203']
      .map((net) =>
        each(
          12,
          (n) => `${index}.${net}.in-addr.arpa. PTR n${n}.h${index}.${net.replaceAll('.', '-')}.test.`,
          '\n',
        ),
      )
      .join('\n'),
  '\n',
);

const SPF = [
  txt(
    '@',
    `v=spf1 ${each(40, (index) => `ip4:198.51.100.${index + 1} ip4:203.0.113.${index + 1}`)} mx ${each(8, (index) => `include:i${index}.test`)} ${each(20, (index) => `a:a.lapsed${index}.example`)} exp=why.example -all`,
  ),
  each(
    8,
    (one) =>
      txt(
        `i${one}.test.`,
        `v=spf1 ${each(9, (index) => `include:j.gone${one}${index}.example mx:k${one}${index}.test`)} -all`,
      ),
    '\n',
  ),
].join('\n');

const KEYS = [
  '_domainkey TXT ""',
  each(
    COMMON_SELECTORS.length,
    (index) => `${COMMON_SELECTORS[index]}._domainkey CNAME k.key${index}.example.`,
    '\n',
  ),
].join('\n');

const DMARC = [
  txt(
    '_dmarc',
    `v=DMARC1; p=none; rua=${each(100, (index) => `mailto:a@r.report${index}.example,mailto:a@${'x.'.repeat(index)}${DOMAIN}`, ',')}; ruf=${each(50, (index) => `mailto:a@f.fail${index}.example`, ',')}`,
  ),
].join('\n');

const TLS_REPORTS = txt(
  '_smtp._tls',
  `v=TLSRPTv1; rua=${each(100, (index) => `mailto:a@r.tls${index}.example,https://w.tls${index}.example/`, ',')}`,
);

/** Forty servers that each have another version of the zone. */
const SERVERS = each(
  40,
  (one) =>
    [
      `@ NS ns${one}.servers.test.`,
      each(
        3,
        (n) => {
          const at = [`192.0.2.${one * 3 + n}`, `2001:db8::${one}:${n}`];
          return [
            `ns${one}.servers.test. A ${at[0]}`,
            `ns${one}.servers.test. AAAA ${at[1]}`,
            ...at.map((address) => `;@ ${address} @ SOA ns1 hostmaster ${one * 3 + n} 7200 3600 1209600 300`),
          ].join('\n');
        },
        '\n',
      ),
    ].join('\n'),
  '\n',
);
const SOA = '@ SOA ns1 hostmaster 1 7200 3600 1209600 300';
const TOKENS = each(30, (index) => `@ TXT "token${index}=${'x'.repeat(60)}"`, '\n');

const HOSTILE: Record<string, string> = {
  '1,000 lapsed MX hosts': LAPSED_MX,
  'MX hosts with many addresses, each with many names': `${MIXED_MX}\n${REVERSE}`,
  'senders with many names, and a hostile tree': `${SPF}\n${REVERSE}`,
  'every selector an alias of a lapsed domain': KEYS,
  'every selector a text': each(
    COMMON_SELECTORS.length,
    (index) => `${COMMON_SELECTORS[index]}._domainkey TXT "v=DKIM1; p="`,
    '\n',
  ),
  'report addresses': DMARC,
  'TLS report addresses': TLS_REPORTS,
  'name servers': `${SOA}\n${SERVERS}\n${TOKENS}`,
  'everything together': [SOA, SERVERS, TOKENS, MIXED_MX, REVERSE, SPF, KEYS, DMARC, TLS_REPORTS].join('\n'),
};

/** Below eight labels, where the tree walk is longest; the fixture's own origin is two labels. */
const placed = (zone: string): string => `$ORIGIN ${DOMAIN}.\n${zone}`;

describe('questions that a hostile domain costs', () => {
  for (const [what, zone] of Object.entries(HOSTILE)) {
    it(`${what}: ${MOST} at most`, async () => {
      const { resolver, asked } = counted(placed(zone));
      await audit(DOMAIN, resolver, {});
      assert.ok(asked.size <= MOST, `${asked.size} questions`);
    });
  }

  it('and says what it did not look at', async () => {
    const { resolver } = counted(placed(HOSTILE['everything together']!));
    const { sections } = await audit(DOMAIN, resolver, {});
    const { mx, address, dkim, dmarc, dns, 'tls-rpt': rpt } = sections;
    const unasked = {
      mx: mx!.facts.unasked,
      address: address!.facts.unasked,
      names: address!.facts.reverse.reduce((sum, { unasked: names }) => sum + names, 0),
      dkim: dkim!.facts.unasked,
      dmarc: dmarc!.facts.unasked,
      'tls-rpt': rpt!.facts.unasked,
      dns: dns!.facts!.unasked,
    };
    for (const [section, count] of Object.entries(unasked)) assert.ok(count > 0, `${section}: ${count}`);
    assert.equal(mx!.facts.hosts.length + mx!.facts.unasked, 200);
  });

  it('and calls nothing wrong that it did not look at', async () => {
    const many = each(60, (index) => `@ MX ${index} gone${index}`, '\n');
    const { resolver } = counted(`${many}\n@ MX 100 good\ngood A 192.0.2.1`);
    const { findings } = await audit('example.com', resolver, { sections: ['mx'] });
    assert.ok(findings.length > 0);
    assert.ok(
      findings.every(({ severity }) => severity !== 'error'),
      findings[0]!.message,
    );
  });
});
