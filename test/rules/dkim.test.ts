import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Resolver } from '../../src/dns/index.ts';
import { hasClosePrimes } from '../../src/facts/dkim/modulus.ts';
import type { Declared } from '../../src/facts/index.ts';
import { improbableName } from '../../src/facts/probe.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { KEYS } from './dkim-keys.ts';

const RSA_1024 =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCoKiuXEET2uy8BHr9e29ji67iSxTkYh8W1siks2Eip+v3me92mNZr8zBQxnL1UQ8fB4aopMqypiYj6oJDvIva5FcGJFhCaFwjvaMKrYfWHI7KAvW9ZGSxZzRhisVEl6qFfmxv5+FYs2RlsdpjNWC2v6fysPOso2OA+puEmmBRUbwIDAQAB';
const RSA_1024_PKCS1 =
  'MIGJAoGBAKgqK5cQRPa7LwEev17b2OLruJLFORiHxbWyKSzYSKn6/eZ73aY1mvzMFDGcvVRDx8HhqikyrKmJiPqgkO8i9rkVwYkWEJoXCO9owqth9YcjsoC9b1kZLFnNGGKxUSXqoV+bG/n4VizZGWx2mM1YLa/p/Kw86yjY4D6m4SaYFFRvAgMBAAE=';
const RSA_512 =
  'MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALcSgUjbwHHlplBgVKNHOJEhpphnvEMPu8evVJidVMYvNqsBON3egEON4zMyjEUfLvfHgiXi18eIfnXmTu3R2AsCAwEAAQ==';
const RSA_2048 =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu5AkLOqyG+R/8AKO7YZiXNNKCDnmrX8zGAHQvH8dh4gIDUAHSmxz4avrmr8x79vkZXr+4muUjS88gDhFm5SmdsBf6vueO+Mqe+w+tRU0IBA40HMYRuOlGizfjjxDsCx4o00Dd66B04nLn81EsmzPgopJVh+wbj6zIIX3/XDSALxEX1Wa97nsSMXC1Qrf7WrOkJkGidZ3N+Yq+gamsihcX7JVA/IXM7g7IW0LwHr3d3FUGTCTGN/QTzf3xbMG8rKFkTtOpBAKTVxRcEbIGw3M2F6tb22nHGmugsr3bjSoJMIy/BDuw7mGZI9mywueRx76ALa+mjF8Npbr5+ye5wPyTQIDAQAB';
const EVEN =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDQNlJqom+gt8QNpGpYfyS0TVTIpVPv1FulsS2DrxPPRhBeWl7SlLKGB9luiC6Px1L7QLDvM3XSuigvUapY6oLS4rf06lpU3N4Ks3aoJp4JsuzZeGI99tnPyB+BVANIjyZexy5KKRQWRIsp72dxWl1jRA1T70n0V2H4GNyn4wDfKgIDAQAB';
const FACTOR_101 =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCRH3RBgG7PkWJx9g7WH3Zkr+Sy3jebh94edDPTZAaKjElgeWd4o1dGehxmnvjvHZBc5ocf+82ggV0ZiJcjdTG3cpMj862o50UCFAJxzZgvujN20eh9bOr9SRzF+jcNxQWtNYg/whM9SHalk7LGKtshe+IS3r5+rhtjdNfYgdJJwIDAQAB';
const ED = 'kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=';
const OTHER_ED = 'yUylhlwgL80HSxQL2622u06uEMo0nrJ+/GIp/11LGbk=';
const ED_IN_DER = 'MCowBQYDK2VwAyEAI13w9EkKMb5ldW/31LuTGU1uTo6KaaQ7B0vAz/BewSo=';

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1';
const lines = (...all: string[]): string => [MAIL, ...all].join('\n');
/** A TXT record at a selector that is guessed, in strings of 255 characters. */
const at = (selector: string, text: string): string => {
  const strings = text.match(/.{1,255}/gs) ?? [''];
  return `${selector}._domainkey TXT ${strings.map((part) => `"${part}"`).join(' ')}`;
};
const ed = (before = '', after = ''): string => `v=DKIM1; ${before}k=ed25519; p=${ED}${after}`;
const rsa = (key: string): string => `v=DKIM1; k=rsa; p=${key}`;

function auditZone(zone: string, selectors: string[] = []): Promise<DomainResult> {
  const declared: Declared = { selectors };
  return audit('example.com', fixtureResolver(zone), { declared });
}

/** Rules of the section by name, as often as they fire; `:warning` where that is not an error. */
async function fired(zone: string, selectors?: string[]): Promise<string[]> {
  const { findings } = await auditZone(zone, selectors);
  return findings
    .filter(({ rule }) => rule.startsWith('dkim/') && rule !== 'dkim/no-selector-found')
    .map(({ rule, severity }) => rule.slice('dkim/'.length) + (severity === 'error' ? '' : `:${severity}`))
    .sort();
}

/** Every question that an audit asks about the zone. */
async function questionsOf(zone: string): Promise<string[]> {
  const asked: string[] = [];
  const world = fixtureResolver(zone);
  const resolver: Resolver = {
    ask(name, type, at) {
      asked.push(`${name} ${type}`);
      return world.ask(name, type, at);
    },
  };
  await audit('example.com', resolver);
  return asked;
}

type Case = [what: string, zone: string, rules: string[], selectors?: string[]];

const SILENT: Case[] = [
  ['no key at all where nothing sends', lines('@ TXT "v=spf1 -all"'), []],
  ['a key without version and type', lines(at('google', `p=${RSA_2048}`)), []],
  ['2048 bits in two strings', lines(at('google', rsa(RSA_2048))), []],
  [
    'blanks inside the key',
    lines(at('google', `v=DKIM1; k=ed25519; p=${ED.slice(0, 9)} ${ED.slice(9)}`)),
    [],
  ],
  [
    'blanks around every sign',
    lines(at('google', `v = DKIM1 ; k = ed25519 ; h = sha256 : x ; p = ${ED} ;`)),
    [],
  ],
  ['notes, one domain exactly', lines(at('google', ed('t=s; n=old; '))), []],
  ['mail among other services', lines(at('google', ed('s=tlsrpt:email; '))), []],
  ['a key for TLS reports alone', lines(at('google', ed('s=tlsrpt; '))), []],
  ['revoked', lines(at('google', 'v=DKIM1; p=')), []],
  ['revoked, the rest outdated', lines(at('google', 'v=DKIM1; k=foo; h=sha1; p=;')), []],
  [
    'the alias of a service',
    lines('google._domainkey CNAME k.vendor.example.', `k.vendor.example. TXT "${ed()}"`),
    [],
  ],
  ['a given key', lines(at('s1', rsa(RSA_2048))), [], ['s1']],
  ['a given key, and one of the other type', lines(at('s1', ed()), at('google', rsa(RSA_2048))), [], ['s1']],
  ['SPF text for every name', lines('* TXT "v=spf1 -all"'), []],
  ['SPF text for every selector', lines('*._domainkey TXT "v=spf1 -all"'), []],
  ['DMARC text for every name, twice', lines('* TXT "v=DMARC1; p=none"', '* TXT "v=DMARC1; p=reject"'), []],
  ['every selector revoked', lines(at('*', 'v=DKIM1; p=')), []],
  ['a broken key for every selector that nobody named', lines(at('*', 'v=DKIM1; k=foo; p=AAAA')), []],
  ['text that is no key at a guess', lines(at('mail', 'v=spf1 -all'), at('default', 'some-token=abc')), []],
  ['two such texts at a guess', lines(at('mail', 'v=spf1 -all'), at('mail', 'v=DMARC1; p=none')), []],
  [
    'a guess with addresses, and so has every name',
    lines('mail._domainkey A 192.0.2.1', '*._domainkey A 192.0.2.1'),
    [],
  ],
  [
    'any name is an alias to a web host',
    lines('* CNAME web.vendor.example.', 'web.vendor.example. A 192.0.2.9'),
    [],
  ],
  [
    'mail of Microsoft 365, a key shortened and lengthened',
    lines(
      'selector1._domainkey CNAME selector1-exampleco._domainkey.contoso.onmicrosoft.com.',
      'selector2._domainkey CNAME selector2-example-com0i._domainkey.contoso.n-v1.dkim.mail.microsoft.',
      `selector1-exampleco._domainkey.contoso.onmicrosoft.com. TXT "${ed()}"`,
      'mail.microsoft. A 192.0.2.9',
    ),
    [],
  ],
  [
    'the tenant’s first domain',
    lines(
      'selector1._domainkey CNAME selector1-contoso-onmicrosoft-com._domainkey.contoso.onmicrosoft.com.',
      'selector2._domainkey CNAME selector2-contoso-onmicrosoft-com._domainkey.contoso.onmicrosoft.com.',
      `selector2-contoso-onmicrosoft-com._domainkey.contoso.onmicrosoft.com. TXT "${ed()}"`,
    ),
    [],
  ],
  [
    'another service at selector1',
    lines(
      'selector1._domainkey CNAME selector1-shop-example.dkim.vendor.example.',
      `selector1-shop-example.dkim.vendor.example. TXT "${ed()}"`,
    ),
    [],
  ],
];

const LOUD: Case[] = [
  ['no key at all where mail is sent', lines('@ TXT "v=spf1 mx ~all"'), ['none-possible:warning']],
  ['duplicate tag', lines(at('google', ed('k=ed25519; '))), ['syntax']],
  ['a tag without a sign', lines(at('google', ed('t; '))), ['syntax']],
  ['a name that is none', lines(at('google', ed('1=2; '))), ['syntax']],
  [
    'p without its sign tells of one cause',
    lines(at('google', `v=DKIM1; k=ed25519; p ${ED.slice(0, -1)}`)),
    ['syntax'],
  ],
  ['tags that verifiers pass over', lines(at('google', ed(';', ';;'))), ['syntax:warning', 'syntax:warning']],
  ['padding is optional', lines(at('google', `v=DKIM1; k=ed25519; p=${ED.slice(0, -1)}`)), ['syntax:notice']],
  ['version in small letters', lines(at('google', `v=dkim1; k=ed25519; p=${ED}`)), ['version']],
  ['version last', lines(at('google', `k=ed25519; p=${ED}; v=DKIM1`)), ['version']],
  ['version of the future', lines(at('google', `v=DKIM2; k=ed25519; p=${ED}`)), ['version']],
  ['no key', lines(at('google', 'v=DKIM1')), ['p-missing']],
  [
    'quotes in the key',
    lines(at('google', `v=DKIM1; k=ed25519; p=${ED.slice(0, 9)}\\"\\"${ED.slice(9)}`)),
    ['p-base64'],
  ],
  [
    'a header of PEM',
    lines(at('google', `v=DKIM1; p=-----BEGIN PUBLIC KEY-----${RSA_1024.slice(0, 150)}`)),
    ['p-not-spki'],
  ],
  ['cut at 255', lines(at('google', rsa(RSA_2048).slice(0, 254))), ['p-not-spki']],
  ['octets that are no key', lines(at('google', 'v=DKIM1; p=aGVsbG8gd29ybGQh')), ['p-not-spki']],
  ['k in capitals', lines(at('google', `v=DKIM1; k=RSA; p=${RSA_1024}`)), ['k-unknown']],
  ['a type that is none', lines(at('google', `v=DKIM1; k=dsa; p=${RSA_1024}`)), ['k-unknown']],
  ['RSA as Ed25519', lines(at('google', `v=DKIM1; k=ed25519; p=${RSA_1024}`)), ['k-mismatch']],
  ['Ed25519 as RSA', lines(at('google', `v=DKIM1; p=${ED}`)), ['k-mismatch']],
  ['Ed25519 in DER as RSA', lines(at('google', `v=DKIM1; k=rsa; p=${ED_IN_DER}`)), ['k-mismatch']],
  ['Ed25519 in DER', lines(at('google', `v=DKIM1; k=ed25519; p=${ED_IN_DER}`)), ['k-mismatch']],
  ['Ed25519 cut off', lines(at('google', `v=DKIM1; k=ed25519; p=${ED.slice(0, 24)}`)), ['k-mismatch']],
  ['512 bits', lines(at('google', rsa(RSA_512))), ['rsa-short']],
  ['an even modulus', lines(at('google', rsa(EVEN))), ['rsa-weak-modulus', 'rsa-weak:warning']],
  ['a modulus of 101', lines(at('google', rsa(FACTOR_101))), ['rsa-weak-modulus', 'rsa-weak:warning']],
  ['SHA-1 alone', lines(at('google', ed('h=sha1; '))), ['h-sha1-only']],
  ['no hash that is known', lines(at('google', ed('h=sha512; '))), ['h-sha1-only']],
  ['for something else', lines(at('google', ed('s=web; '))), ['s-not-email']],
  [
    'several mistakes in one key',
    lines(at('google', ed('h=sha1; s=web; k=rsa; '))),
    ['h-sha1-only', 'k-mismatch', 's-not-email', 'syntax'],
  ],
  [
    'several keys',
    lines(at('google', 'v=DKIM1'), at('mail', rsa(RSA_512)), at('s1', ed())),
    ['p-missing', 'rsa-short'],
  ],
  [
    'two keys at one selector',
    lines(at('google', ed()), at('google', `k=ed25519; p=${OTHER_ED}`)),
    ['record-multiple'],
  ],
  [
    'stray text beside the key',
    lines(at('google', ed()), at('google', 'some-token=abc')),
    ['record-multiple'],
  ],
  [
    'one key in two records',
    lines(at('google', rsa(RSA_2048).slice(0, 255)), at('google', rsa(RSA_2048).slice(255))),
    ['record-multiple'],
  ],
  [
    'two keys, one of them broken',
    lines(at('google', ed()), at('google', 'v=DKIM1; k=dsa; p=AAAA')),
    ['k-unknown', 'record-multiple'],
  ],
  [
    'a broken key for every selector, one of them in use',
    lines(at('*', 'v=DKIM1; k=dsa; p=AAAA')),
    ['k-unknown'],
    ['s1'],
  ],
  ['a selector in use without a key', lines(), ['selector-missing'], ['s1']],
  ['two of them', lines(at('s1', ed())), ['selector-missing', 'selector-missing'], ['s1', 's7', 's8']],
  ['a selector in use, a wildcard answers', lines('* TXT "v=spf1 -all"'), ['selector-missing'], ['s1']],
  [
    'a selector in use whose alias leads nowhere',
    lines('s7._domainkey CNAME k.vendor.example.', 'vendor.example. A 192.0.2.9'),
    ['selector-missing'],
    ['s7'],
  ],
  ['a selector in use behind a proxy', lines('s7._domainkey A 192.0.2.1'), ['cname-proxied'], ['s7']],
  ['a guess behind a proxy', lines('selector1._domainkey A 192.0.2.1'), ['cname-proxied:warning']],
  ['addresses for every name are no proxy', lines('* A 192.0.2.1'), ['selector-missing'], ['s7']],
  ['an alias into nobody’s domain', lines('mail._domainkey CNAME k.gone.example.'), ['cname-unregistered']],
  ['the same in use', lines('s7._domainkey CNAME k.gone.example.'), ['cname-unregistered'], ['s7']],
  [
    'two of them',
    lines('mail._domainkey CNAME k.gone.example.', 'dkim._domainkey CNAME k2.gone.example.'),
    ['cname-unregistered', 'cname-unregistered'],
  ],
  [
    'every selector at once is one finding',
    lines('*._domainkey CNAME k.gone.example.'),
    ['cname-unregistered'],
  ],
  [
    'Microsoft 365, another domain’s keys',
    lines(
      'selector1._domainkey CNAME selector1-shop-example-net._domainkey.contoso.onmicrosoft.com.',
      'selector2._domainkey CNAME selector2-shop-example-net._domainkey.contoso.n-v1.dkim.mail.microsoft.',
      'onmicrosoft.com. A 192.0.2.9',
      'mail.microsoft. A 192.0.2.9',
    ),
    ['m365-target-mismatch', 'm365-target-mismatch'],
  ],
];

describe('rules of dkim', () => {
  for (const [what, zone, rules, selectors] of [...SILENT, ...LOUD]) {
    it(`${rules.length === 0 ? 'silent' : 'fires'}: ${what}`, async () => {
      assert.deepEqual(await fired(zone, selectors), rules);
    });
  }
});

const ELSEWHERE = (target: string, text: string): string => {
  const [, strings] = at('x', text).split(' TXT ');
  return lines(`google._domainkey CNAME ${target}.`, `${target}. TXT ${strings}`);
};

/** What is allowed and unwise: the edge values, and what only whoever runs the service can change. */
const UNWISE: Case[] = [
  ['1023 bits', lines(at('google', rsa(KEYS.RSA_1023))), ['rsa-short']],
  ['1024 bits', lines(at('google', rsa(RSA_1024))), ['rsa-weak:warning']],
  ['1024 bits in PKCS #1', lines(at('google', rsa(RSA_1024_PKCS1))), ['rsa-weak:warning']],
  ['1024 bits of a service', ELSEWHERE('k.vendor.example', rsa(RSA_1024)), ['rsa-weak:notice']],
  ['1024 bits behind an alias of our own', ELSEWHERE('k.example.com', rsa(RSA_1024)), ['rsa-weak:warning']],
  ['2047 bits', lines(at('google', rsa(KEYS.RSA_2047))), ['rsa-weak:warning']],
  ['4096 bits', lines(at('google', rsa(KEYS.RSA_4096))), []],
  ['4104 bits', lines(at('google', rsa(KEYS.RSA_4104))), ['rsa-huge:notice']],
  ['exponent 1', lines(at('google', rsa(KEYS.EXPONENT_1))), ['rsa-exponent']],
  ['exponent 2', lines(at('google', rsa(KEYS.EXPONENT_2))), ['rsa-exponent']],
  ['exponent 3', lines(at('google', rsa(KEYS.EXPONENT_3))), ['rsa-exponent:warning']],
  ['exponent 17', lines(at('google', rsa(KEYS.EXPONENT_17))), ['rsa-exponent:warning']],
  ['exponent 65539', lines(at('google', rsa(KEYS.EXPONENT_65539))), []],
  ['an exponent of 33 bits', lines(at('google', rsa(KEYS.EXPONENT_33_BITS))), ['rsa-exponent:warning']],
  ['an exponent of 129 bits', lines(at('google', rsa(KEYS.EXPONENT_128_BITS))), ['rsa-exponent:warning']],
  ['close primes, 1024 bits', lines(at('google', rsa(KEYS.CLOSE))), ['rsa-close-primes', 'rsa-weak:warning']],
  ['close primes, 2048 bits', lines(at('google', rsa(KEYS.CLOSE_2048))), ['rsa-close-primes']],
  ['the key of RFC 6376', lines(at('google', rsa(KEYS.RFC_6376))), ['key-published']],
  ['the RSA key of RFC 8463', lines(at('google', rsa(KEYS.RFC_8463))), ['key-published']],
  [
    'an Ed25519 key of RFC 8032, with a blank in it',
    lines(at('google', 'v=DKIM1; k=ed25519; p=/FHNjmIYoaONpH7QAjDwWAgW7RO6Mw OsXeuRFUiQgCU=')),
    ['key-published'],
  ],
  ['Ed25519 alone, at a guess', lines(at('google', ed())), []],
  ['Ed25519 alone, as its owner says', lines(at('s7', ed())), ['ed25519-only:warning'], ['s7']],
  ['the same, another guess is RSA', lines(at('s7', ed()), at('google', rsa(RSA_2048))), [], ['s7']],
  [
    'the same, the RSA key revoked',
    lines(at('s7', ed()), at('google', 'v=DKIM1; p=')),
    ['ed25519-only:warning'],
    ['s7'],
  ],
  ['one of those in use not there', lines(at('s7', ed())), ['selector-missing'], ['s7', 's8']],
  ['test mode', lines(at('google', ed('t=y; '))), ['t-testing:warning']],
  ['test mode in capitals, among others', lines(at('google', ed('t = s : Y ; '))), ['t-testing:warning']],
  ['test mode of a service', ELSEWHERE('k.vendor.example', ed('t=y; ')), ['t-testing:notice']],
  ['a revoked key in test mode', lines(at('google', 'v=DKIM1; t=y; p=')), []],
  ['a flag that is none', lines(at('google', ed('t=yes:s; '))), ['t-unknown:notice']],
  ['an empty flag', lines(at('google', ed('t=; '))), []],
  ['both hashes', lines(at('google', ed('h=SHA1:sha256; '))), ['h-sha1:notice']],
  ['a hash of the future', lines(at('google', ed('h=sha256:sha3; '))), []],
  [
    'a tag that nobody knows, thrice',
    lines(at('google', ed('x=1; y=2; X=1; '))),
    Array(3).fill('unknown-tag:notice'),
  ],
  ['the group of DomainKeys', lines(at('google', ed('g=*; '))), ['g-tag:notice']],
  [
    'what a service’s record says in vain',
    ELSEWHERE('k.vendor.example', ed('g=*; x=1; t=z; h=sha1:sha256; ')),
    [],
  ],
  ['a policy of DomainKeys', lines('_domainkey TXT "o=~"', at('google', ed())), ['domainkeys-policy:notice']],
  ['the same with more tags', lines('_domainkey TXT "t=y; o=-; n=x"'), ['domainkeys-policy:notice']],
  ['other text there', lines('_domainkey TXT "no=~ matter"'), []],
  ['signing practices', lines('_adsp._domainkey TXT "dkim = all"'), ['adsp:notice']],
  ['other text at their place', lines('_adsp._domainkey TXT "v=spf1 -all"', '* TXT "v=spf1 -all"'), []],
  ['one key at two selectors', lines(at('google', ed()), at('mail', ed('n=x; '))), ['key-reused:notice']],
  [
    'one key in two encodings',
    lines(at('google', rsa(RSA_1024)), at('mail', rsa(RSA_1024_PKCS1))),
    ['key-reused:notice', 'rsa-weak:warning', 'rsa-weak:warning'],
  ],
  [
    'one key at two aliases of one service',
    lines(
      's1._domainkey CNAME s1.domainkey.u1.wl1.sendgrid.net.',
      's2._domainkey CNAME s2.domainkey.u1.wl1.sendgrid.net.',
      `s1.domainkey.u1.wl1.sendgrid.net. TXT "${ed()}"`,
      `s2.domainkey.u1.wl1.sendgrid.net. TXT "${ed()}"`,
    ),
    [],
  ],
  [
    'one key at a service’s alias and in a copy of it',
    lines(
      's1._domainkey CNAME s1.domainkey.u1.wl1.sendgrid.net.',
      `s1.domainkey.u1.wl1.sendgrid.net. TXT "${ed()}"`,
      at('mail', ed()),
    ),
    ['key-reused:notice'],
  ],
  [
    'two aliases of one key',
    lines('google._domainkey CNAME k', 'mail._domainkey CNAME k', `k TXT "${ed()}"`),
    [],
  ],
  ['two selectors in use, a wildcard answers', lines(at('*', rsa(RSA_2048))), [], ['s7', 's8']],
  [
    'an alias to nothing',
    lines('mail._domainkey CNAME k.vendor.example.', 'vendor.example. A 192.0.2.9'),
    ['cname-dangling:warning'],
  ],
  [
    'an alias to a name without text',
    lines('mail._domainkey CNAME k.vendor.example.', 'k.vendor.example. A 192.0.2.9'),
    ['cname-dangling:warning'],
  ],
  [
    'two aliases of one service to nothing, one of another',
    lines(
      'mail._domainkey CNAME k1.vendor.example.',
      'dkim._domainkey CNAME k2.vendor.example.',
      's1._domainkey CNAME s1.domainkey.u1.wl1.sendgrid.net.',
      'vendor.example. A 192.0.2.9',
      'sendgrid.net. A 192.0.2.9',
    ),
    ['cname-dangling:warning', 'cname-dangling:warning'],
  ],
  [
    'aliases of every name to nothing',
    lines('*._domainkey CNAME k.vendor.example.', 'vendor.example. A 192.0.2.9'),
    [],
  ],
  [
    'a spare selector',
    lines(
      's1._domainkey CNAME s1.dkim.vendor.example.',
      's2._domainkey CNAME s2.dkim.vendor.example.',
      `s1.dkim.vendor.example. TXT "${ed()}"`,
    ),
    [],
  ],
  ['one selector of Microsoft 365', ELSEWHERE('k.vendor.example', ed()).replace('google', 'selector1'), []],
  [
    'one selector of Microsoft 365, the second',
    ELSEWHERE('selector2-example-com._domainkey.contoso.onmicrosoft.com', ed()).replace(
      'google',
      'selector2',
    ),
    ['m365-one-selector:notice'],
  ],
  [
    'the other selector belongs to somebody else',
    `${ELSEWHERE('selector2-example-com._domainkey.contoso.onmicrosoft.com', ed()).replace('google', 'selector2')}
selector1._domainkey TXT "v=DKIM1; k=ed25519; p=${OTHER_ED}"`,
    [],
  ],
  [
    'a copy that is up to date',
    lines(at('fm1', ed()), `fm1.example.com.dkim.fmhosted.com. TXT "${ed()}"`),
    [],
  ],
  [
    'an outdated copy',
    lines(at('fm1', ed()), `fm1.example.com.dkim.fmhosted.com. TXT "k=ed25519; p=${OTHER_ED}"`),
    ['txt-at-cname-provider:warning'],
  ],
  ['a copy of what is gone', lines(at('fm1', ed())), []],
  ['a copy of what is revoked', lines(at('fm1', ed()), 'fm1.example.com.dkim.fmhosted.com. TXT "p="'), []],
  ['a revoked copy', lines(at('fm1', 'p='), `fm1.example.com.dkim.fmhosted.com. TXT "${ed()}"`), []],
];

/** Where verifiers do not look. */
const ASTRAY: Case[] = [
  ['a key at the domain itself', lines(`@ TXT "${ed()}"`), ['wrong-place:warning']],
  ['a key at _domainkey', lines(`_domainkey TXT "${ed()}"`), ['wrong-place:warning']],
  [
    'both',
    lines(`@ TXT "${ed()}"`, `_domainkey TXT "${ed()}"`),
    ['wrong-place:warning', 'wrong-place:warning'],
  ],
  ['the same beside one in its place', lines(`@ TXT "${ed()}"`, at('mail', ed())), ['wrong-place:notice']],
  [
    'the same, and one in its place may not be seen',
    lines(`@ TXT "${ed()}"`, ';! SERVFAIL mail._domainkey.example.com TXT'),
    ['wrong-place:notice'],
  ],
  [
    'one, and _domainkey is not read',
    lines(`@ TXT "${ed()}"`, ';! SERVFAIL _domainkey.example.com TXT'),
    ['wrong-place:warning'],
  ],
  ['a revoked one', lines('@ TXT "v=DKIM1; p="'), []],
  ['a wildcard’s', lines(`* TXT "${ed()}"`, `_domainkey TXT "${ed()}"`, `*._domainkey TXT "${ed()}"`), []],
  ['a tag list of somebody else', lines('@ TXT "v=STSv1; p=abc"', '@ TXT "p=abc; k=rsa"'), []],
];

describe('rules of dkim on keys gone astray', () => {
  for (const [what, zone, rules] of ASTRAY) {
    it(`${rules.length === 0 ? 'silent' : 'fires'}: ${what}`, async () => {
      assert.deepEqual(await fired(zone), rules);
    });
  }
});

describe('rules of dkim on what is unwise', () => {
  for (const [what, zone, rules, selectors] of UNWISE) {
    it(`${rules.length === 0 ? 'silent' : 'fires'}: ${what}`, async () => {
      assert.deepEqual(await fired(zone, selectors), rules);
    });
  }

  it('blocks on the provider’s key, and on what may make an alias spare', async () => {
    const copy = await auditZone(lines(at('fm1', ed()), ';! SERVFAIL fm1.example.com.dkim.fmhosted.com TXT'));
    assert.ok(copy.sections.dkim!.rules.blocked.includes('dkim/txt-at-cname-provider'));
    const spare = lines(
      's1._domainkey CNAME s1.dkim.vendor.example.',
      's2._domainkey CNAME s2.dkim.vendor.example.',
      `s1.dkim.vendor.example. TXT "${ed()}"`,
      ';! SERVFAIL s1._domainkey.example.com TXT',
    );
    assert.deepEqual(await fired(spare), []);
  });

  it('finds nothing new where a lookup fails', async () => {
    const zones = [
      lines(
        'selector1._domainkey CNAME selector1-example-com._domainkey.contoso.onmicrosoft.com.',
        'selector2._domainkey CNAME selector2-example-com._domainkey.contoso.onmicrosoft.com.',
        `selector1-example-com._domainkey.contoso.onmicrosoft.com. TXT "${ed()}"`,
        'onmicrosoft.com. A 192.0.2.9',
        at('mbo0001', ed('n=copy; ').replace(ED, OTHER_ED)),
        `mbo0001._domainkey.mailbox.org. TXT "k=ed25519; p=${OTHER_ED}"`,
      ),
      lines('* CNAME web.vendor.example.', 'web.vendor.example. A 192.0.2.9', 'vendor.example. A 192.0.2.9'),
      lines(at('*', rsa(RSA_2048)), `mbo0001._domainkey.mailbox.org. TXT "k=ed25519; p=${OTHER_ED}"`),
    ];
    for (const zone of zones) {
      const whole = await fired(zone);
      assert.deepEqual(whole, []);
      for (const question of await questionsOf(zone)) {
        assert.deepEqual(await fired(`${zone}\n;! SERVFAIL ${question}`), [], question);
      }
      const probes = ['one', 'two'].map((salt) => improbableName('_domainkey.example.com', salt));
      const blind = probes.map((name) => `;! SERVFAIL ${name} TXT`).join('\n');
      assert.deepEqual(await fired(`${zone}\n${blind}`), []);
    }
  });

  it('factors no hostile modulus for long', async () => {
    const started = performance.now();
    for (const bits of [2048, 4096, 16_384]) assert.equal(hasClosePrimes('c5'.repeat(bits / 8)), false);
    assert.ok(performance.now() - started < 2000);
  });
});

/** The rule that the lookup blocks; nothing but what is known all the same may fire. */
const BLOCKED: [what: string, zone: string, blocked: string[], rules: string[], selectors?: string[]][] = [
  [
    'a guess',
    lines('; -', ';! SERVFAIL google._domainkey.example.com TXT', at('mail', rsa(RSA_512))),
    keyRules(),
    ['rsa-short'],
  ],
  [
    'all of them',
    lines(';! TIMEOUT * *'),
    keyRules(
      ...['no-selector-found', 'adsp', 'domainkeys-policy', 'm365-one-selector'],
      ...['none-possible', 'wrong-place'],
    ),
    [],
  ],
  [
    'a given selector',
    lines(';! SERVFAIL s7._domainkey.example.com TXT'),
    keyRules('selector-missing', 'cname-proxied', 'ed25519-only'),
    [],
    ['s7'],
  ],
  [
    'the addresses at a selector in use',
    lines(';! SERVFAIL s7._domainkey.example.com A'),
    ['cname-proxied'],
    ['selector-missing'],
    ['s7'],
  ],
  [
    'the registry',
    lines(';! SERVFAIL gone.example SOA', 'mail._domainkey CNAME k.gone.example.'),
    ['cname-dangling', 'cname-unregistered'],
    [],
  ],
];

/** Every rule that reads all selectors. */
function keyRules(...more: string[]): string[] {
  const readers = [
    ...['cname-dangling', 'cname-unregistered', 'g-tag', 'h-sha1', 'h-sha1-only', 'k-mismatch', 'k-unknown'],
    ...['key-published', 'key-reused', 'p-base64', 'p-missing', 'p-not-spki', 'record-multiple'],
    ...['rsa-close-primes', 'rsa-exponent', 'rsa-huge', 'rsa-short', 'rsa-weak', 'rsa-weak-modulus'],
    ...['s-not-email', 'syntax', 't-testing', 't-unknown', 'unknown-tag', 'version'],
  ];
  return [...readers, ...more].sort();
}

describe('a failed lookup is no missing key', () => {
  for (const [what, zone, blocked, rules, selectors] of BLOCKED) {
    it(what, async () => {
      const { sections } = await auditZone(zone, selectors);
      const ids = sections.dkim!.rules.blocked.map((id) => id.slice('dkim/'.length)).sort();
      assert.deepEqual(
        ids.filter(
          (id) => !(id === 'm365-target-mismatch' || id === 'no-selector-found') || blocked.includes(id),
        ),
        blocked,
      );
      assert.deepEqual(await fired(zone, selectors), rules);
    });
  }
});

describe('dkim/no-selector-found', () => {
  const cases: [what: string, zone: string, declared: Declared, expected: boolean][] = [
    ['asks for a selector', lines(), {}, true],
    ['only revoked keys are none', lines('@ TXT "v=spf1 mx -all"', at('google', 'v=DKIM1; p=')), {}, true],
    ['nor is a revoked one that was given', lines(at('s7', 'v=DKIM1; p=')), { selectors: ['s7'] }, true],
    ['not where the domain only receives', lines('@ TXT "v=spf1 -all"'), {}, false],
    ['not where that cannot be told', lines(';! SERVFAIL example.com TXT'), {}, false],
    ['not where one was given', lines(), { selectors: ['s7'] }, false],
    ['not where a key was found', lines(at('mail', ed())), {}, false],
    ['not on a domain without mail', '@ MX 0 .\n@ TXT "v=spf1 -all"', {}, false],
    ['nor on one declared so', lines(), { role: 'no-mail' }, false],
    ['a wildcard is no key', lines(at('*', 'v=DKIM1; p='), at('7f3a', ed())), {}, true],
    ['a guess that is no key is none', lines(at('mail', 'v=spf1 -all'), at('7f3a', ed())), {}, true],
    ['not where a guess was not answered', lines(';! SERVFAIL google._domainkey.example.com TXT'), {}, false],
  ];
  for (const [what, zone, declared, expected] of cases) {
    it(what, async () => {
      const { findings, verdict } = await audit(
        'example.com',
        fixtureResolver(`7f3a._domainkey TXT "${ed()}"\n${zone}`),
        { declared, sections: ['dkim'] },
      );
      const hits = findings.filter(({ rule }) => rule === 'dkim/no-selector-found');
      assert.equal(hits.length, expected ? 1 : 0);
      if (expected) assert.equal(verdict, 'pass');
    });
  }
});

const M365 = `@ MX 0 example-com.mail.protection.outlook.com.
example-com.mail.protection.outlook.com. A 192.0.2.1
@ TXT "v=spf1 include:spf.protection.outlook.com -all"
spf.protection.outlook.com. TXT "v=spf1 ip4:198.51.100.0/24 -all"
`;
const BELOW = `news MX 10 mail.news\nmail.news A 192.0.2.1\nnews TXT "v=spf1 mx -all"\n${at('mail', rsa(RSA_2048))}\n`;
const RELAXED = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n';

/** Whether `dkim/none-possible` fires, is blocked or keeps silent. */
const IMPOSSIBLE: [what: string, zone: string, state: string, domain?: string, role?: 'mail'][] = [
  ['SPF lets servers send', lines('@ TXT "v=spf1 mx ~all"'), 'fires'],
  ['an MX alone is no sign of sending', lines(), 'silent'],
  ['the owner says that it sends', lines(), 'fires', 'example.com', 'mail'],
  ['whether it sends is not known', lines(';! SERVFAIL example.com TXT'), 'blocked'],
  ['below a domain that may sign for it', `${BELOW}${RELAXED}`, 'silent', 'news.example.com'],
  ['the same without DMARC', BELOW, 'silent', 'news.example.com'],
  [
    'below a domain, with strict alignment',
    `${BELOW}${RELAXED.replace('p=reject', 'p=reject; adkim=s')}`,
    'fires',
    'news.example.com',
  ],
  [
    'below a domain, its own policy is strict',
    `${BELOW}${RELAXED}_dmarc.news TXT "v=DMARC1; p=reject; adkim=s"`,
    'fires',
    'news.example.com',
  ],
  [
    'below a domain whose policy is not known',
    `${BELOW};! SERVFAIL _dmarc.example.com TXT`,
    'blocked',
    'news.example.com',
  ],
];

describe('dkim/none-possible', () => {
  for (const [what, zone, state, domain = 'example.com', role] of IMPOSSIBLE) {
    it(what, async () => {
      const declared = role ? { role } : {};
      const { findings, sections } = await audit(domain, fixtureResolver(zone), {
        declared,
        sections: ['dkim'],
      });
      const found = findings.some(({ rule }) => rule === 'dkim/none-possible');
      const blocked = sections.dkim!.rules.blocked.includes('dkim/none-possible');
      assert.equal(found ? 'fires' : blocked ? 'blocked' : 'silent', state);
    });
  }

  it('names the provider that would sign, and its selectors', async () => {
    const { findings } = await auditZone(M365);
    const { fix } = findings.find(({ rule }) => rule === 'dkim/none-possible')!;
    assert.match(fix, /Microsoft 365.*selector1, selector2/);
  });
});

describe('a wildcard below _domainkey', () => {
  it('is one key, whatever is guessed', async () => {
    const { sections } = await auditZone(lines(at('*', 'v=DKIM1; p=')));
    const { keys, tried } = sections.dkim!.facts;
    assert.deepEqual(
      keys.map(({ selector, byWildcard, status }) => [selector, byWildcard, status]),
      [['*', true, 'revoked']],
    );
    assert.ok(tried.length > 50);
  });

  it('stands beside the keys that were named or published', async () => {
    const { sections } = await auditZone(lines(at('*', 'v=DKIM1; p='), at('mail', ed())), ['s7']);
    const selectors = sections.dkim!.facts.keys.map(({ selector }) => selector);
    assert.deepEqual(selectors.sort(), ['*', 'mail', 's7']);
  });
});

describe('the status of DKIM', () => {
  it('is “found” only where a key may be used', async () => {
    const status = async (...all: string[]) => (await auditZone(lines(...all))).sections.dkim!.facts.status;
    assert.equal(await status(at('google', 'v=DKIM1; p=')), 'unknown');
    assert.equal(await status(at('google', 'v=DKIM1; p='), at('mail', ed())), 'found');
    const denied = ';! NXDOMAIN _domainkey.example.com TXT';
    assert.equal(await status(at('google', 'v=DKIM1; p='), denied), 'unknown');
    assert.equal(await status(), 'absent');
  });
});

describe('what a dkim finding says', () => {
  it('points at the octets', async () => {
    const { findings } = await auditZone(lines(at('google', ed('h=sha1; '))));
    const hit = findings.find(({ rule }) => rule === 'dkim/h-sha1-only')!;
    assert.equal(hit.record?.slice(hit.span!.start, hit.span!.end), 'sha1');
    assert.equal(hit.subject.name, 'google._domainkey.example.com');
  });

  it('joins a key that was cut in two, in whichever order', async () => {
    for (const cut of [255, 30]) {
      const halves = [rsa(RSA_2048).slice(0, cut), rsa(RSA_2048).slice(cut)];
      const { findings } = await auditZone(lines(...halves.map((half) => at('google', half))));
      const hit = findings.find(({ rule }) => rule === 'dkim/record-multiple')!;
      assert.deepEqual(
        hit.changes.map(({ op }) => op),
        ['replace', 'delete'],
      );
      assert.equal(hit.changes[0]!.to?.replace(/" "|"/g, ''), rsa(RSA_2048));
      assert.equal(hit.safety, 'safe');
    }
  });

  it('changes no record that stands elsewhere', async () => {
    const { findings } = await auditZone(
      lines('google._domainkey CNAME k.vendor.example.', `k.vendor.example. TXT "${ed('h=sha1; ')}"`),
    );
    assert.deepEqual(findings.find(({ rule }) => rule === 'dkim/h-sha1-only')!.changes, []);
  });

  it('shows a hostile record in bounded time', async () => {
    const zone = lines(at('google', `v=DKIM1; ${'k;'.repeat(8000)}`));
    const started = performance.now();
    const { findings } = await auditZone(zone);
    assert.ok(findings.filter(({ rule }) => rule === 'dkim/syntax').length <= 50);
    assert.ok(performance.now() - started < 2000);
  });
});
