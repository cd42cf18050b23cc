import { z } from 'zod';
import { alias, count, lookupStatus, requested } from './common.ts';
import { bimiFacts } from './section-bimi.ts';
import { daneFacts } from './section-dane.ts';
import { dnssecFacts } from './section-dnssec.ts';
import { mtaStsFacts } from './section-mta-sts.ts';
import { smtpFacts } from './section-smtp.ts';
import { tlsRptFacts } from './section-tls-rpt.ts';

const host = z.strictObject({
  host: z.string(),
  state: z.enum(['alive', 'nxdomain', 'no-address', 'unknown']),
  addresses: z.array(z.string()),
  chain: z.array(alias),
});

export const mxFacts = z.strictObject({
  state: z.enum(['mx', 'null-mx', 'null-mx-with-others', 'implicit', 'none', 'unknown']),
  hosts: z.array(host.extend({ preference: z.int() })),
  unasked: z.int().describe('records that name hosts beyond the most that are looked at'),
  own: host.describe('the domain itself, whose addresses take the mail where there is no MX'),
});

export const addressFacts = z.strictObject({
  hosts: z.array(host),
  reverse: z.array(
    z.strictObject({
      address: z.string(),
      sends: z.boolean().describe('SPF names this very address'),
      status: lookupStatus,
      names: z.array(
        z.strictObject({ name: z.string(), confirmed: z.union([z.boolean(), z.literal('unknown')]) }),
      ),
      unasked: z.int().describe('names beyond the most that are looked at'),
    }),
  ),
  unasked: z.int().describe('addresses beyond the most whose reverse names are looked at'),
});

const spfTerm = z.strictObject({
  text: z.string(),
  reached: z.boolean(),
  lookup: z.int().nullable().describe('its place among the lookups of the whole tree, from 1'),
  target: z.string().nullable(),
  cut: z.enum(['loop', 'macro', 'budget', 'bad-name']).nullable(),
  voidLookup: z
    .strictObject({ ipv4: z.boolean(), ipv6: z.boolean() })
    .describe('for clients of which family the term finds nothing'),
  mxHosts: z.int().nullable().describe('hosts that an “mx” stands for, of which 10 are allowed'),
  get node() {
    return spfNode.nullable();
  },
});

export const spfNode = z.strictObject({
  domain: z.string(),
  status: lookupStatus,
  records: z.array(z.string()),
  get terms() {
    return z.array(spfTerm);
  },
});

const share = z.strictObject({
  addresses: z.int().describe('of IPv4 that the term names'),
  added: z.int().describe('those that no earlier term has decided'),
});
const wideShare = z.strictObject({ addresses: z.string(), added: z.string() }).describe('of IPv6, in digits');

const spfAuthorised = z
  .strictObject({
    exact: z.boolean().describe('false where a failed lookup may hide more'),
    ipv4: z.strictObject({ addresses: z.int(), networks: z.array(z.string()) }),
    ipv6: z.strictObject({
      addresses: z.string().describe('in digits: they are more than a number of JSON holds'),
      networks: z.array(z.string()),
    }),
    terms: z.array(z.strictObject({ text: z.string(), ipv4: share, ipv6: wideShare })),
    open: z
      .array(z.strictObject({ domain: z.string(), text: z.string() }))
      .describe('terms that may let others pass: the DNS alone does not tell whom'),
  })
  .describe('who passes by the terms of the tree, at most 1000 networks of a family');

const spfCheck = z
  .strictObject({
    ip: z.string(),
    mailFrom: z.string(),
    helo: z.string(),
    result: z.enum(['none', 'neutral', 'pass', 'fail', 'softfail', 'permerror', 'temperror']),
    matched: z.strictObject({ domain: z.string(), term: z.string() }).nullable(),
    explanation: z.string().nullable().describe('what the domain tells refused senders'),
    problem: z.string().nullable(),
    lookups: z.int(),
    voidLookups: z.int(),
    trace: z.array(
      z.strictObject({
        depth: z.int(),
        domain: z.string(),
        term: z.string(),
        outcome: z.enum(['match', 'no-match', 'permerror', 'temperror']),
        note: z.string(),
      }),
    ),
  })
  .describe('check_host() of RFC 7208 for the message that --ip, --mail-from and --helo tell of');

const spfOutcome = {
  outcome: z.enum(['valid', 'none', 'permerror', 'temperror']).describe('for a client that matches no term'),
  permerrorFor: z.enum(['none', 'some', 'all']),
};

export const spfFacts = z.strictObject({
  ...spfOutcome,
  record: z.string().nullable(),
  lookups: count,
  voidLookups: z.strictObject({ ipv4: count, ipv6: count, both: count }),
  authorised: spfAuthorised,
  check: spfCheck.nullable(),
  heloCheck: spfCheck
    .nullable()
    .describe('the same for the name in HELO alone, by which bounces are checked'),
  hosts: z
    .array(z.strictObject({ host: z.string(), status: lookupStatus, records: z.array(z.string()) }))
    .describe(
      'SPF of the domain’s own MX hosts, by which bounces are checked; where its record lets them send',
    ),
  whatIf: z
    .strictObject({
      ...spfOutcome,
      record: z.string(),
      lookups: count,
      voidLookups: z.strictObject({ ipv4: count, ipv6: count, both: count }),
      authorised: spfAuthorised,
      tree: spfNode,
    })
    .nullable()
    .describe('the record as --what-if would have it'),
  whatIfNotes: z.array(z.string()).describe('what of --what-if was not done, or wants watching'),
  tree: spfNode,
});

export const dkimFacts = z.strictObject({
  status: z.enum(['found', 'absent', 'unknown']),
  wildcard: z.union([z.boolean(), z.literal('unknown')]),
  keys: z.array(
    z.strictObject({
      selector: z.string(),
      given: z.boolean(),
      byWildcard: z.boolean(),
      status: z.enum(['ok', 'revoked', 'invalid']),
      keyType: z.enum(['rsa', 'ed25519']).nullable(),
      bits: z.int().nullable(),
      issues: z.array(z.string()),
      record: z.string(),
      chain: z.array(alias),
      provider: z.string().nullable().describe('whose name the selector is an alias of'),
    }),
  ),
  tried: z.array(z.string()).describe('selectors asked for, given and guessed'),
  missing: z.array(z.string()).describe('given selectors at which no key is published'),
  privateKey: z
    .enum(['matches', 'differs', 'revoked', 'absent', 'unknown'])
    .nullable()
    .describe('what is published at the selector, held against --private-key; null where none was given'),
  unanswered: z.array(z.string()).describe('selectors whose lookup failed or was not made'),
  unasked: z
    .int()
    .describe('guessed selectors beyond the most that are looked into further, to tell where they lead'),
});

const effective = z.strictObject({
  domain: requested,
  subdomains: requested,
  nonexistent: requested,
  percent: z.int().nullable(),
});

const report = z.strictObject({
  tag: z.enum(['rua', 'ruf']),
  address: z.string(),
  host: z.string(),
  takesMail: z.union([z.boolean(), z.literal('unknown')]),
  authorisation: z
    .enum(['not-needed', 'authorised', 'missing', 'unknown'])
    .describe('whether the host says that it takes reports of the policy domain (RFC 9990 §3)'),
  authorisedBy: z.string().nullable().describe('the name that says so; null where none is needed'),
});

export const dmarcFacts = z.strictObject({
  outcome: z.enum(['policy', 'none', 'temperror']),
  record: z.string().nullable(),
  policyDomain: z.string().nullable(),
  organizationalDomain: z.string().nullable().describe('null where a failed lookup leaves it open'),
  effectivePolicy: requested.describe('for the audited name, after sp, np, t and invalid tags'),
  effective,
  legacy: effective.describe('the same for a receiver that follows RFC 7489'),
  legacyPolicyDomain: z.string().nullable().describe('where such a receiver finds its record'),
  walk: z.array(z.strictObject({ name: z.string(), status: lookupStatus, records: z.array(z.string()) })),
  reports: z.array(report).describe('mailboxes that reports are sent to'),
  unasked: z.int().describe('report addresses beyond the most that are looked at'),
});

export const dnsFacts = z
  .strictObject({
    zone: z.string().describe('the zone that holds the domain'),
    nameServers: z.array(
      z.strictObject({
        host: z.string(),
        address: z.string(),
        state: z
          .enum(['authority', 'lame', 'silent', 'not-reached'])
          .describe('what it said when it was asked itself; not-reached: nothing can be said from here'),
        serial: z.int().nullable(),
      }),
    ),
    unasked: z
      .int()
      .describe('name servers, and further addresses of the others, beyond the most that are asked'),
  })
  .describe('null where the name servers were not asked, or not found');

const status = z.enum(['ok', 'findings', 'inconclusive', 'skipped']);
const worst = z.enum(['error', 'warning', 'notice', 'none']);
const rules = z.strictObject({
  passed: z.array(z.string()),
  notApplicable: z.array(z.string()),
  blocked: z.array(z.string()),
});

const sectionOf = <F extends z.ZodType>(facts: F) => z.strictObject({ status, worst, facts, rules });

export const sections = z.strictObject({
  dns: sectionOf(dnsFacts.nullable()).optional(),
  domain: z.strictObject({ status, worst, rules }).optional(),
  mx: sectionOf(mxFacts).optional(),
  address: sectionOf(addressFacts).optional(),
  spf: sectionOf(spfFacts).optional(),
  dkim: sectionOf(dkimFacts).optional(),
  dmarc: sectionOf(dmarcFacts).optional(),
  'mta-sts': sectionOf(mtaStsFacts).optional(),
  'tls-rpt': sectionOf(tlsRptFacts).optional(),
  bimi: sectionOf(bimiFacts).optional(),
  dane: sectionOf(daneFacts).optional(),
  dnssec: sectionOf(dnssecFacts).optional(),
  smtp: sectionOf(smtpFacts).optional(),
});
