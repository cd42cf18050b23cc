import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { judgedFixture } from '../support/message.ts';
import { SIGNERS, sealed, signingKey } from '../support/signers.ts';
import { CLIENT, FORWARDER, fileOf, judged, ORDINARY } from './judging.ts';

/** Each way of breaking a message, under each policy: what is found, and what the domain then asks receivers to do. */

const key = signingKey();
const other = signingKey();
const sealer = signingKey('ed25519');
const signed = await SIGNERS.mailauth(ORDINARY, { key });
const listed = signed.replace('Subject: Spring', 'Subject: [List] Spring').replace(/$/, 'A footer\r\n');

interface Case {
  message: string;
  /** The key record; the right one by default. */
  published?: string;
  args?: string[];
  rule: string;
  /** False: DMARC passes all the same. */
  fails?: boolean;
}

const CASES: Record<string, Case> = {
  'a changed body': { message: signed.replace('this is', 'that is'), rule: 'dkim-body-altered' },
  'a footer': { message: `${signed}A footer\r\n`, rule: 'dkim-body-altered' },
  'a changed header': {
    message: signed.replace('Subject: Spring', 'Subject: Summer'),
    rule: 'dkim-header-altered',
  },
  'an expired signature': {
    message: await SIGNERS.mailauth(ORDINARY, {
      key,
      signTime: '2026-03-01T00:00:00Z',
      expires: '2026-03-02T00:00:00Z',
    }),
    rule: 'dkim-expired',
  },
  'another key': { message: signed, published: other.record, rule: 'dkim-key-other' },
  'no key': { message: signed, published: '', rule: 'dkim-key-missing' },
  'a revoked key': { message: signed, published: '"v=DKIM1; k=rsa; p="', rule: 'dkim-key-revoked' },
  'a broken key': { message: signed, published: '"v=DKIM1; k=rsa; p=AAAA"', rule: 'dkim-key-broken' },
  'a key of another type': { message: signed, published: sealer.record, rule: 'dkim-key-broken' },
  'a signature of another domain': {
    message: await SIGNERS.mailauth(ORDINARY, { key, domain: 'mail.example.net' }),
    rule: 'dkim-unaligned',
  },
  'no signature, SPF fails': { message: ORDINARY, rule: 'spf-fail' },
  'forwarded through a list': { message: listed, rule: 'dkim-body-altered' },
  'a changed body, SPF passes': {
    message: signed.replace('this is', 'that is'),
    args: CLIENT,
    rule: 'dkim-body-altered',
    fails: false,
  },
  'another domain in MAIL FROM': {
    message: signed,
    args: ['--ip', '203.0.113.9', '--mail-from', 'bounce@esp.example'],
    rule: 'spf-unaligned',
    fails: false,
  },
  'SPF fails, signature whole': { message: signed, rule: 'spf-fail', fails: false },
};

const WORDS = { none: 'inbox', quarantine: 'spam', reject: 'refused' };

function zoneFor(policy: string, published = key.record): string {
  const record = published === '' ? '' : `s1._domainkey TXT ${published}`;
  return [
    '@ TXT "v=spf1 ip4:192.0.2.1 -all"',
    `_dmarc TXT "v=DMARC1; p=${policy}"`,
    record,
    `s1._domainkey.mail.example.net. TXT ${key.record}`,
    `seal._domainkey.example.net. TXT ${sealer.record}`,
    'esp.example. TXT "v=spf1 ip4:203.0.113.9 -all"',
  ].join('\n');
}

for (const [policy, word] of Object.entries(WORDS)) {
  describe(`under p=${policy}`, () => {
    for (const [name, { message, published, args = FORWARDER, rule, fails = true }] of Object.entries(CASES))
      it(name, async () => {
        const {
          code,
          result,
          message: found,
          rules,
        } = await judged(message, zoneFor(policy, published), args);
        assert.ok(rules.includes(rule), `found: ${rules.join(', ')}`);
        assert.equal(rules.includes('dmarc-fail'), fails);
        assert.equal(found.dmarc.current.result, fails ? 'fail' : 'pass');
        for (const view of [found.dmarc.current, found.dmarc.legacy])
          assert.equal(view.word, fails ? word : 'inbox');
        assert.equal(result.verdict, fails ? 'fail' : 'pass');
        assert.equal(code, fails ? 1 : 0);
        assert.equal(found.forwarder, null);
        assert.deepEqual(result.inconclusive, []);
      });

    it('forwarded through a list that sealed it', async () => {
      const message = await sealed(listed, { key: sealer });
      const { message: found, result, code } = await judged(message, zoneFor(policy), FORWARDER);
      assert.equal(found.arc.result, 'pass');
      assert.deepEqual(found.arc.sealedBy, ['example.net']);
      assert.equal(found.forwarder, 'example.net');
      assert.equal(found.dmarc.current.word, word);
      assert.equal(code, 1);
      assert.match(result.findings[0]!.message, /a receiver that trusts example\.net.* may accept it/);
    });
  });
}

describe('a message as it was sent', () => {
  it('passes, and nothing is found', async () => {
    const { code, result, message, rules } = await judged(signed, zoneFor('reject'));
    assert.deepEqual(rules, []);
    assert.deepEqual(message.dmarc.current.by, ['dkim', 'spf']);
    assert.equal(result.verdict, 'pass');
    assert.equal(code, 0);
  });

  it('is judged once more for each answer that fails, and nothing is called missing or failed', async () => {
    const fixture = `${zoneFor('reject')}\n\n--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>\n${signed}`;
    for (const name of [
      'example.com',
      '_dmarc.example.com',
      '_dmarc.com',
      's1._domainkey.example.com',
      '*',
    ]) {
      const result = await judgedFixture(`;! SERVFAIL ${name} TXT\n${fixture}`);
      assert.deepEqual(result.findings, [], name);
      assert.ok(['pass', 'inconclusive'].includes(result.verdict), name);
      const [open] = result.inconclusive;
      if (result.verdict === 'inconclusive') assert.equal(open?.reason, 'servfail');
    }
    const altered = await judgedFixture(
      `;! SERVFAIL example.com TXT\n${fixture.replace('this is', 'that is')}`,
    );
    assert.deepEqual(
      altered.findings.map(({ rule, severity }) => [rule, severity]),
      [['message/dkim-body-altered', 'warning']],
    );
    assert.equal(altered.verdict, 'inconclusive');
    const nothing = await judgedFixture(`;! TIMEOUT * *\n${fixture}`);
    assert.equal(nothing.verdict, 'inconclusive');
    assert.equal(nothing.message!.dmarc.current.result, 'temperror');
    assert.equal(nothing.message!.dkim[0]!.result, 'temperror');
    assert.equal(nothing.message!.dkim[0]!.key!.status, 'unknown');
    assert.equal(nothing.message!.spf!.result, 'temperror');
  });
});

describe('what offline runs do not ask', () => {
  it('leaves the message open, and nothing is called missing', async () => {
    const own = fileOf('$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ TXT "v=spf1 -all"\n', 'zone');
    const message = fileOf(signed.replaceAll('example.com', 'example.org'), 'eml');
    const args = ['message', message, '--zone', own, '--offline', '--json', ...FORWARDER];
    const { stdout, code } = await mailcheck(args);
    const [result] = JSON.parse(stdout).results;
    assert.equal(code, 3);
    assert.equal(result.message.dmarc.current.result, 'temperror');
    assert.equal(result.message.dmarc.current.word, 'unknown');
    assert.ok(result.skipped.some(({ name }: { name: string }) => name === '_dmarc.example.org'));
    const rules = result.findings.map(({ rule }: { rule: string }) => rule);
    assert.ok(!rules.some((rule: string) => /key|dmarc/.test(rule)), rules.join(', '));
    const table = await mailcheck(args.filter((arg) => arg !== '--json'));
    assert.match(
      table.stdout,
      /delivery {2}NOT KNOWN: the DMARC policy was not read; nothing is called missing/,
    );
    assert.match(table.stdout, /the policy was not read/);
    assert.doesNotMatch(table.stdout, /no policy/);
  });
});

describe('what hangs on a lookup that was not made', () => {
  it('is told in plain words', async () => {
    const own = fileOf(
      '$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ TXT "v=spf1 include:spf.vendor.example -all"\n_dmarc TXT "v=DMARC1; p=reject"\n',
      'zone',
    );
    const message = fileOf('From: a@example.com\r\nSubject: s\r\n\r\nx\r\n', 'eml');
    const session = ['--ip', '192.0.2.9', '--mail-from', 'a@example.com', '--helo', 'mail.example.com'];
    const look = ['--offline', '--color', 'never', '-v'];
    const { stdout } = await mailcheck(['message', message, '--zone', own, ...session, ...look]);
    assert.match(
      stdout,
      /delivery {2}NOT KNOWN: DMARC rests on what was not read \(SPF\); nothing is called missing/,
    );
    assert.match(stdout, /^ {2}SPF {4}not known {2}/m);
    assert.match(
      stdout,
      /^ {2}DMARC {2}not known {2}DMARC rests on what was not read \(SPF\); policy reject/m,
    );
    assert.doesNotMatch(stdout, /temperror/);
    const audit = await mailcheck(['spf', 'example.com', '--zone', own, '--ip', '192.0.2.9', ...look]);
    assert.match(audit.stdout, /192\.0\.2\.9: not known/);
    assert.doesNotMatch(audit.stdout, /temperror/);
  });
});

describe('the key’s own limits', () => {
  const told = async (message: string, published: string) => {
    const { message: found, rules } = await judged(message, zoneFor('reject', published), FORWARDER);
    return [found.dkim[0]!.reason, found.dkim[0]!.detail, rules.includes('dkim-key-broken')];
  };
  const limited = (tags: string): string => key.record.replace('v=DKIM1; ', `v=DKIM1; ${tags}; `);

  it('are told of: t=s, h=, s=, two records', async () => {
    const below = signed.replace('; d=example.com;', '; d=example.com; i=@news.example.com;');
    assert.equal(
      (await judged(below, zoneFor('reject'), FORWARDER)).message.dkim[0]!.reason,
      'header-altered',
    );
    assert.deepEqual(await told(below, limited('t=s')), [
      'key-mismatch',
      'its key allows no subdomain in i= (t=s)',
      true,
    ]);
    assert.deepEqual(await told(signed, limited('h=sha1')), [
      'key-mismatch',
      'its key is not for this hash (h= of the key)',
      true,
    ]);
    assert.deepEqual(await told(signed, limited('s=other')), [
      'key-invalid',
      'its key is not for e-mail (s= of the key)',
      true,
    ]);
    const two = await judged(signed, `${zoneFor('reject')}\ns1._domainkey TXT ${other.record}`, FORWARDER);
    assert.equal(two.message.dkim[0]!.key!.status, 'multiple');
    assert.ok(two.rules.includes('dkim-key-broken'));
  });
});

describe('what was done to a body', () => {
  const told = async (canonicalization: string, change: (message: string) => string) => {
    const message = await SIGNERS.mailauth(ORDINARY.replace('reader, ', 'reader,'), {
      key,
      canonicalization,
    });
    const { message: found } = await judged(change(message), zoneFor('reject'), FORWARDER);
    assert.equal(found.dkim[0]!.reason, 'body-altered');
    return found.dkim[0]!.bodyChange;
  };

  for (const form of ['simple/simple', 'relaxed/relaxed', 'relaxed/simple'])
    it(`is told of one signed as ${form}`, async () => {
      assert.equal(await told(form, (text) => `${text}\r\n--\r\nA footer\r\n`), 'appended');
      assert.equal(await told(form, (text) => text.replace('this is', 'that is')), null);
      assert.equal(await told(form, (text) => text.slice(0, text.lastIndexOf('this is'))), null);
    });

  it('is told where only blanks differ', async () => {
    assert.equal(await told('simple/simple', (text) => text.replace('reader,', 'reader, \t')), 'blanks');
    assert.equal(
      await told('simple/simple', (text) => `${text.replace('reader,', 'reader,  ')}A footer\r\n`),
      'appended',
    );
  });
});

describe('policies that receivers read differently', () => {
  it('t=y is for newer ones, pct for older ones', async () => {
    const { message } = await judged(
      signed.replace('this is', 'that is'),
      zoneFor('reject; t=y; pct=20'),
      FORWARDER,
    );
    assert.equal(message.dmarc.current.word, 'spam');
    assert.equal(message.dmarc.legacy.word, 'refused');
    assert.equal(message.dmarc.legacy.percent, 20);
  });

  it('a subdomain that does not exist meets np, for newer ones', async () => {
    const message = ORDINARY.replace('news@example.com', 'news@gone.example.com');
    const { message: found } = await judged(message, zoneFor('none; sp=quarantine; np=reject'), FORWARDER);
    assert.equal(found.dmarc.current.word, 'refused');
    assert.equal(found.dmarc.legacy.word, 'spam');
    assert.equal(found.dmarc.current.policyDomain, 'example.com');
  });

  it('adkim=s counts only the very domain', async () => {
    const message = await SIGNERS.mailauth(ORDINARY, { key, domain: 'mail.example.com' });
    const zone = `${zoneFor('reject; adkim=s')}\ns1._domainkey.mail TXT ${key.record}`;
    const { message: found } = await judged(message, zone, FORWARDER);
    assert.equal(found.dkim[0]!.alignment, 'relaxed');
    assert.equal(found.dmarc.current.result, 'fail');
    const relaxed = await judged(message, zone.replace('; adkim=s', ''), FORWARDER);
    assert.equal(relaxed.message.dmarc.current.result, 'pass');
  });
});
