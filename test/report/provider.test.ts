import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { fixtureResolver } from '../support/fixture.ts';

const KEY = 'v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=';

const CASES: [what: string, zone: string, mailbox: string | null, gateway: string | null, signs: string[]][] =
  [
    ['servers of nobody known', '@ MX 10 mail\nmail A 192.0.2.1', null, null, []],
    [
      'several hosts of one provider',
      '@ MX 1 aspmx.l.google.com.\n@ MX 5 alt1.aspmx.l.google.com.\n@ MX 5 ALT2.ASPMX.L.GOOGLE.COM.',
      'Google Workspace',
      null,
      ['mx Google Workspace'],
    ],
    ['no MX', '@ TXT "v=spf1 include:amazonses.com -all"', null, null, ['spf Amazon SES']],
    ['MX', '@ MX 10 example-com.mail.protection.outlook.com.', 'Microsoft 365', null, ['mx Microsoft 365']],
    [
      'the preferred MX',
      '@ MX 20 mx.zoho.eu.\n@ MX 10 mail.messagingengine.com.',
      'Fastmail',
      null,
      ['mx Fastmail', 'mx Zoho'],
    ],
    [
      'a hoster, by its SPF record too',
      '@ MX 5 smtpin.rzone.de.\n@ TXT "v=spf1 redirect=smtp.rzone.de"',
      'STRATO',
      null,
      ['mx STRATO', 'spf STRATO'],
    ],
    [
      'a mailbox behind another gateway',
      '@ MX 10 example-com.in.tmes.trendmicro.eu.\n@ MX 20 gw.fortimailcloud.com.\n@ TXT "v=spf1 include:spf.infomaniak.ch -all"',
      'Infomaniak',
      'Trend Micro',
      ['mx Trend Micro', 'mx FortiMail Cloud', 'spf Infomaniak'],
    ],
    ['a look-alike', '@ MX 10 mail.notzoho.eu.\n@ MX 20 mx.zoho.eu.example.', null, null, []],
    [
      'SPF alone says nothing of mailboxes',
      '@ MX 10 mail\n@ TXT "v=spf1 include:_spf.google.com ~all"',
      null,
      null,
      ['spf Google Workspace'],
    ],
    [
      'a mailbox behind a gateway',
      '@ MX 10 mxa.pphosted.com.\n@ TXT "v=spf1 include:spf.protection.outlook.com include:sendgrid.net -all"',
      'Microsoft 365',
      'Proofpoint',
      ['mx Proofpoint', 'spf Microsoft 365', 'spf SendGrid'],
    ],
    [
      'two that it could be',
      '@ MX 10 mxa.pphosted.com.\n@ TXT "v=spf1 include:spf.protection.outlook.com include:_spf.google.com -all"',
      null,
      'Proofpoint',
      ['mx Proofpoint', 'spf Microsoft 365', 'spf Google Workspace'],
    ],
    [
      'an alias that leads to a key',
      `@ MX 10 mail\ns1._domainkey CNAME s1.domainkey.u1.wl1.sendgrid.net.\ns1.domainkey.u1.wl1.sendgrid.net. TXT "${KEY}"`,
      null,
      null,
      ['dkim SendGrid'],
    ],
    [
      'an alias that leads nowhere',
      '@ MX 10 mail\ns1._domainkey CNAME s1.domainkey.u1.wl1.sendgrid.net.\nsendgrid.net. A 192.0.2.9',
      null,
      null,
      [],
    ],
    [
      'an own record between',
      '@ MX 10 mail\n@ TXT "v=spf1 include:_spf.example.com -all"\n_spf TXT "v=spf1 include:_spf.google.com -all"',
      null,
      null,
      ['spf Google Workspace'],
    ],
    [
      'whom a vendor uses',
      '@ MX 10 mail\n@ TXT "v=spf1 include:vendor.example -all"\nvendor.example. TXT "v=spf1 include:amazonses.com -all"',
      null,
      null,
      [],
    ],
    [
      'what failed shows nothing',
      ';! TIMEOUT example.com MX\n@ MX 10 mail.messagingengine.com.',
      null,
      null,
      [],
    ],
  ];

describe('who handles the mail', () => {
  for (const [what, zone, mailbox, gateway, signs] of CASES) {
    it(what, async () => {
      const { provider } = (await audit('example.com', fixtureResolver(zone))).posture!;
      assert.deepEqual([provider.mailbox, provider.gateway], [mailbox, gateway]);
      assert.deepEqual(
        provider.signs.map((sign) => `${sign.from} ${sign.provider}`),
        signs,
      );
    });
  }

  it('tells whose a key’s alias is', async () => {
    const zone = `selector1._domainkey CNAME selector1-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft.
selector1-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft. TXT "${KEY}"
mail._domainkey TXT "${KEY}"`;
    const { sections } = await audit('example.com', fixtureResolver(zone), { sections: ['dkim'] });
    const { keys } = sections.dkim!.facts;
    assert.deepEqual(
      keys.map(({ selector, provider }) => [selector, provider]),
      [
        ['selector1', 'Microsoft 365'],
        ['mail', null],
      ],
    );
  });
});
