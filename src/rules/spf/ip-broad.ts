import { Blocked } from '../../facts/known.ts';
import {
  hasRecord,
  MOST_SHOWN,
  type Placed,
  placedTerms,
  placeOf,
  requireWhole,
  shortName,
  termInWords,
} from '../../facts/spf/descent.ts';
import { localRange, type Range, rangesOf, unknownAddresses } from '../../facts/spf/ranges.ts';
import { defineRule } from '../rule.ts';

/**
 * More than an organisation has for its mail, in its own record. IPv6: RIPE gives /29 for the asking (ripe-738 §5.1.2),
 * and networks up to /20 to big operators, as ARIN does (its count of 2024: 8 of /20, 22 of /22, 39 of /24). A /19 or
 * wider is a whole country's operator with all of its customers.
 */
const WIDE = { IPv4: 15, IPv6: 19 };
/** Prefixes up to these lengths are too broad: 16 million addresses are more than any mail service sends from. */
const BROAD = { IPv4: 8, IPv6: 16 };

export default defineRule({
  id: 'spf/ip-broad',
  severity: 'error',
  basis: 'practice',
  title: 'SPF lets a large part of the Internet send',
  why: 'Nobody runs so many mail servers: strangers in the range pass SPF, and with it DMARC, in the domain’s name.',
  fix: 'Name the servers that send: single addresses, or the ranges that the provider gives.',
  spec: [],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 ip4:203.0.113.0/8 ip6:2001:db8::/12 -all"
`,
  passes: `
@ TXT "v=spf1 ip4:203.0.113.0/24 ip4:10.0.0.0/8 ip6:2001:db8::/32 -ip4:0.0.0.0/1 a/24 ~all"
@ A 203.0.113.1
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf, domain }) {
    const broad = placedTerms(spf.root).flatMap((placed) => {
      const range = placed.sends ? broadRange(placed) : undefined;
      return range ? [{ placed, range }] : [];
    });
    for (const { placed, range } of broad.slice(0, MOST_SHOWN)) {
      const { octets, prefix } = range;
      const family = octets.length === 4 ? 'IPv4' : 'IPv6';
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)} lets ${amountOf(range)} pass SPF as ${shortName(domain)}`,
        measure: octets.length * 8 - prefix,
        ...(!isUpTo(BROAD, range) && { severity: 'warning' as const }),
        data: { family, prefix },
      };
    }
    requireWhole(spf.root);
    const unknown = placedTerms(spf.root)
      .filter(couldBeBroad)
      .flatMap(({ facts }) => unknownAddresses(facts));
    if (unknown.length > 0) throw new Blocked(unknown);
  },
});

/** IPv6 addresses are too many to tell anybody anything; a network of /32 is what a provider begins with. */
function amountOf({ octets, prefix }: Range): string {
  const family = octets.length === 4 ? 'IPv4' : 'IPv6';
  if (prefix === 0) return `every ${family} address`;
  const units = (2 ** (32 - prefix)).toLocaleString('en-GB');
  return family === 'IPv4'
    ? `${units} IPv4 addresses`
    : `as much of IPv6 as ${units} providers have (a /32 each)`;
}

/** Services and networks of a country publish wide ranges, behind an include: there only what is past belief is told. */
function broadRange({ included, facts }: Placed): Range | undefined {
  const limits = included ? BROAD : WIDE;
  const broad = rangesOf(facts).filter((range) => isUpTo(limits, range) && localRange(range) === undefined);
  // The whole Internet behind an include is spf/include-pass-all's.
  const here = included ? broad.filter(({ prefix }) => prefix > 0) : broad;
  return here.toSorted((a, b) => a.prefix - b.prefix)[0];
}

function isUpTo(limits: typeof BROAD, { octets, prefix }: Range): boolean {
  return prefix <= (octets.length === 4 ? limits.IPv4 : limits.IPv6);
}

function couldBeBroad({ sends, included, facts: { term } }: Placed): boolean {
  const limits = included ? BROAD : WIDE;
  const named = term.kind === 'a' || term.kind === 'mx';
  return sends && named && (term.prefix4 <= limits.IPv4 || term.prefix6 <= limits.IPv6);
}
