import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import type { DomainResult } from '../src/report/schema/report.ts';
import { fixtureResolver } from './support/fixture.ts';

/**
 * Defects and wishes of other tools on DKIM and providers, each with its thread, and our answer to the same records:
 * the status of DKIM, the keys (as `selector status provider`), the rules that fire and those that must not.
 */
interface Row {
  thread: string;
  defect: string;
  zone: string;
  domain?: string;
  selectors?: string[];
  status: 'found' | 'absent' | 'unknown';
  keys?: string[];
  fires?: string[];
  silent?: string[];
  blocked?: string[];
}

const SENDS = '@ MX 10 mail\nmail A 192.0.2.1\n@ TXT "v=spf1 mx -all"\n';
const ED = 'kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=';
const KEY = `v=DKIM1; k=ed25519; p=${ED}`;
const RSA =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu5AkLOqyG+R/8AKO7YZiXNNKCDnmrX8zGAHQvH8dh4gIDUAHSmxz4avrmr8x79vkZXr+4muUjS88gDhFm5SmdsBf6vueO+Mqe+w+tRU0IBA40HMYRuOlGizfjjxDsCx4o00Dd66B04nLn81EsmzPgopJVh+wbj6zIIX3/XDSALxEX1Wa97nsSMXC1Qrf7WrOkJkGidZ3N+Yq+gamsihcX7JVA/IXM7g7IW0LwHr3d3FUGTCTGN/QTzf3xbMG8rKFkTtOpBAKTVxRcEbIGw3M2F6tb22nHGmugsr3bjSoJMIy/BDuw7mGZI9mywueRx76ALa+mjF8Npbr5+ye5wPyTQIDAQAB';
const NO_KEY = ['dkim/none-possible', 'dkim/selector-missing', 'dkim/no-selector-found'];

const ROWS: Row[] = [
  {
    thread: 'warmbly#528',
    defect: 'a selector that is not guessed is shown as a missing key',
    zone: `${SENDS}7f3a._domainkey TXT "${KEY}"`,
    status: 'unknown',
    fires: ['dkim/no-selector-found notice'],
    silent: ['dkim/none-possible', 'dkim/selector-missing'],
  },
  {
    thread: 'Internet.nl#470, hardenize#38, Internet.nl#839',
    defect: 'a server that denies _domainkey, above a key, makes DKIM fail',
    zone: `;! NXDOMAIN _domainkey.example.com TXT\n${SENDS}google._domainkey TXT "${KEY}"`,
    status: 'found',
    silent: NO_KEY,
  },
  {
    thread: 'Internet.nl#1025',
    defect: 'a wildcard alias makes DKIM “exist”',
    zone: `${SENDS}* CNAME web.vendor.example.\nweb.vendor.example. A 192.0.2.9`,
    status: 'unknown',
    keys: [],
    silent: ['dkim/cname-dangling', 'dkim/cname-proxied'],
  },
  {
    thread: 'nl-kat#4775',
    defect: 'a name without text is taken for one that does not exist',
    zone: `;! NODATA _domainkey.example.com TXT\n${SENDS}`,
    status: 'unknown',
    silent: ['dkim/none-possible'],
  },
  {
    thread: 'bv-mcp, the labels of selectors',
    defect: 'mte1 and mte2 count as MailerSend’s',
    zone: `${SENDS}mte1._domainkey CNAME dkim1.mandrillapp.com.\ndkim1.mandrillapp.com. TXT "${KEY}"
mte2._domainkey CNAME dkim2.mandrillapp.com.\ndkim2.mandrillapp.com. TXT "${KEY}"`,
    status: 'found',
    keys: ['mte1 ok Mailchimp Transactional', 'mte2 ok Mailchimp Transactional'],
    silent: ['dkim/key-reused'],
  },
  {
    thread: 'GCA domain-security-scanner, its grammar of DKIM',
    defect: 'k=rsa has to be the second tag',
    zone: `${SENDS}google._domainkey TXT "v=DKIM1; p=${RSA.slice(0, 200)}" "${RSA.slice(200)}; k=rsa"
mail._domainkey TXT "v=DKIM1; t=s; k=ed25519; p=${ED}"
dkim._domainkey TXT "k=rsa; p=${RSA.slice(0, 200)}" "${RSA.slice(200)}"`,
    status: 'found',
    keys: ['dkim ok -', 'google ok -', 'mail ok -'],
    silent: ['dkim/syntax', 'dkim/version', 'dkim/k-unknown', 'dkim/k-mismatch', 'dkim/p-base64'],
  },
  {
    thread: 'GCA domain-security-scanner#35',
    defect: 'the selectors of a Microsoft 365 tenant’s first domain are not known',
    zone: `contoso.onmicrosoft.com. MX 0 contoso.mail.protection.outlook.com.
contoso.mail.protection.outlook.com. A 192.0.2.1
contoso.onmicrosoft.com. TXT "v=spf1 include:spf.protection.outlook.com -all"
spf.protection.outlook.com. TXT "v=spf1 ip4:198.51.100.0/24 -all"
selector1-contoso-onmicrosoft-com._domainkey.contoso.onmicrosoft.com. TXT "${KEY}"`,
    domain: 'contoso.onmicrosoft.com',
    status: 'found',
    keys: ['selector1-contoso-onmicrosoft-com ok -'],
    silent: [...NO_KEY, 'domain/provider-dkim-absent', 'dkim/m365-one-selector'],
  },
  {
    thread: 'quien#31, dss#21, Viesti#144, risk-assessments#23, vulcan-checks#72',
    defect: 'no selector can be given',
    zone: `${SENDS}7f3a._domainkey TXT "${KEY}"\nb2._domainkey TXT "${KEY.replace('v=DKIM1; ', '')}"`,
    selectors: ['7f3a', 'B2'],
    status: 'found',
    keys: ['7f3a ok -', 'B2 ok -'],
    silent: NO_KEY,
  },
  {
    thread: 'mxmap#28',
    defect: 'aliases alone are looked for, so that Google’s key is missed',
    zone: `${SENDS}google._domainkey TXT "${KEY}"\nfm1._domainkey CNAME fm1.example.com.dkim.fmhosted.com.
fm1.example.com.dkim.fmhosted.com. TXT "${KEY}"`,
    status: 'found',
    keys: ['fm1 ok Fastmail', 'google ok -'],
    silent: NO_KEY,
  },
  {
    thread: 'forwardemail.net#316',
    defect: 'a stray text beside the key passes',
    zone: `${SENDS}google._domainkey TXT "${KEY}"\ngoogle._domainkey TXT "some-token=abc"`,
    status: 'found',
    fires: ['dkim/record-multiple error'],
  },
  {
    thread: 'YunoHost#1625, aimx#35, filtermail#61',
    defect: 'a key in several strings is read with what stands between them',
    zone: `${SENDS}mail._domainkey TXT "v=DKIM1; k=rsa; p=${RSA.slice(0, 100)}" "${RSA.slice(100, 300)}" "${RSA.slice(300)}"`,
    status: 'found',
    keys: ['mail ok -'],
    silent: ['dkim/p-base64', 'dkim/p-not-spki', 'dkim/record-multiple'],
  },
  {
    thread: 'AynOps#152',
    defect: 'any text with p= in it counts as a key',
    zone: `${SENDS}mail._domainkey TXT "v=DMARC1; p=reject"\ndkim._domainkey TXT "help=see; stop=no"`,
    status: 'unknown',
    fires: ['dkim/no-selector-found notice'],
    silent: ['dkim/p-base64', 'dkim/syntax'],
  },
  {
    thread: 'AynOps#213',
    defect: 'a revoked key counts as an active one',
    zone: `${SENDS}mail._domainkey TXT "v=DKIM1; k=rsa; p="`,
    status: 'unknown',
    keys: ['mail revoked -'],
    fires: ['dkim/no-selector-found notice'],
  },
  {
    thread: 'AynOps#64',
    defect: 'a selector that is not answered is shown as a missing key',
    zone: `;! TIMEOUT google._domainkey.example.com TXT\n${SENDS}`,
    status: 'unknown',
    silent: NO_KEY,
    blocked: ['dkim/rsa-short', 'dkim/no-selector-found'],
  },
  {
    thread: 'M365-Assess#461',
    defect: 'a domain that revokes every selector is told to publish one',
    zone: '@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n*._domainkey TXT "v=DKIM1; p="',
    status: 'unknown',
    keys: ['* revoked -'],
    silent: NO_KEY,
  },
  {
    thread: 'OpenEASD#417',
    defect: 'the selectors of the provider that MX shows are not asked for',
    zone: `@ MX 5 smtpin.rzone.de.\nsmtpin.rzone.de. A 192.0.2.1\n@ TXT "v=spf1 redirect=smtp.rzone.de"
smtp.rzone.de. TXT "v=spf1 ip4:198.51.100.0/24 -all"\nstrato-dkim-0002._domainkey TXT "${KEY}"`,
    status: 'found',
    keys: ['strato-dkim-0002 ok -'],
    silent: NO_KEY,
  },
];

function keysOf({ sections }: DomainResult): string[] {
  const { keys } = sections.dkim!.facts;
  return keys.map(({ selector, status, provider }) => `${selector} ${status} ${provider ?? '-'}`).sort();
}

describe('defects of peers on DKIM, and our answer', () => {
  for (const { thread, defect, zone, domain = 'example.com', selectors = [], ...expected } of ROWS) {
    it(`${thread}: ${defect}`, async () => {
      const result = await audit(domain, fixtureResolver(zone), { declared: { selectors } });
      const { facts, rules } = result.sections.dkim!;
      const found = result.findings.map(({ rule, severity }) => `${rule} ${severity}`);
      const fired = result.findings.map(({ rule }) => rule as string);
      assert.equal(facts.status, expected.status);
      if (expected.keys) assert.deepEqual(keysOf(result), expected.keys);
      for (const one of expected.fires ?? []) assert.ok(found.includes(one), `found ${found.join(', ')}`);
      for (const one of expected.silent ?? []) assert.ok(!fired.includes(one), one);
      for (const one of expected.blocked ?? []) assert.ok(rules.blocked.includes(one), one);
      for (const selector of selectors) assert.ok(facts.tried.includes(selector));
    });
  }
});
