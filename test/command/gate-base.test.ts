import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { projectText } from '../support/project.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-gate-base-'));
after(() => rmSync(folder, { recursive: true }));

const TEXT = projectText('examples/example.com.zone');

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return name;
}

/** The example with one edit. */
function edited(name: string, from: string | RegExp, to: string): string {
  const text = TEXT.replace(from, to);
  assert.notEqual(text, TEXT);
  return file(name, text);
}

const GOOD = file('good.zone', TEXT);

const gate = (base: string, zone = GOOD, ...more: string[]) =>
  mailcheck(['gate', '--offline', '--color', 'never', '--base', base, '--zone', zone, ...more], {
    columns: 300,
    cwd: folder,
  });

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('a base with a line that cannot be read', () => {
  it('is repaired by a change that passes, where mail does not rest on it', async () => {
    const base = edited('web.zone', /^(www +A +)192\.0\.2\.80/m, '$1192.0.2.800');
    const { code, stdout, stderr } = await gate(base);
    assert.equal(code, 0, stdout + stderr);
    assert.match(
      stderr,
      /^mailcheck: web\.zone:9:23: .*; not known before the change: www\.example\.com A$/m,
    );
    assert.match(stdout, /nothing changes that mail rests on/);
    assert.match(stdout, /before {2,}web\.zone:9:23: /);
  });

  it('leaves open what rests on it, and calls nothing missing', async () => {
    const base = edited('spf.zone', '~all"', '~all');
    const { code, stdout, stderr } = await gate(base, GOOD, 'example.com');
    assert.equal(code, 3, stdout + stderr);
    assert.match(stdout, /before {2,}spf\.zone:\d+:23: quote is not closed.* example\.com TXT/);
    assert.doesNotMatch(`${stdout}${stderr}`, /missing|put right|\bnew\b/);
    assert.match(
      lines(stdout).at(-2)!,
      /^INCONCLUSIVE {2}2 notices .*; whether this change makes anything worse is not known$/,
    );
  });

  it('a fault of the change beside it is its own', async () => {
    const base = edited('web2.zone', /^(www +A +)192\.0\.2\.80/m, '$1192.0.2.800');
    const { code, stdout } = await gate(base, edited('worse.zone', 'ip4:192.0.2.26 ', 'ip4:192.0.2.26.1 '));
    assert.equal(code, 1);
    assert.match(stdout, /new · spf\/syntax/);
  });

  it('a key that it holds is not new after the repair', async () => {
    const base = edited('key.zone', /^s1\._domainkey +CNAME.*$/m, 's77 IN TXT "v=DKIM1; p=');
    const zone = edited(
      'key-good.zone',
      /^s1\._domainkey.*$/m,
      's1._domainkey CNAME example-com.dkim.letters.example.',
    );
    const held = edited('held.zone', /^s1\._domainkey +CNAME/m, 's1._domainkey CNAMEE');
    assert.match((await gate(base, zone, 'example.com')).stdout, /DKIM: \+s1/);
    const { stdout, code } = await gate(held, zone, 'example.com');
    assert.equal(code, 3);
    assert.doesNotMatch(stdout, /DKIM: /);
  });

  it('a zone whose SOA it is stays whole: what is not listed is absent', async () => {
    const base = edited('soa.zone', /^@ +SOA .*\n/m, '@ SOA ns1 hostmaster 2026112301 7200\n');
    const { code, stdout } = await gate(base, edited('no-mx.zone', /^@ +MX .*\n/gm, ''), 'example.com');
    assert.equal(code, 1);
    assert.match(stdout, /new · mx\/missing/);
  });

  it('what could be anything leaves everything of the zone open', async () => {
    for (const [name, from, to] of [
      ['include.zone', /^out /m, '$INCLUDE keys.inc\nout '],
      ['parenthesis.zone', /AQAB" \)/, 'AQAB"'],
      ['owner.zone', /^out .*$/m, 'out..example.com. TXXT "v=spf1 -all"'],
    ] as const) {
      const { code, stdout, stderr } = await gate(edited(name, from, to), GOOD, 'example.com');
      assert.equal(code, 3, stdout + stderr);
      assert.match(
        stderr,
        new RegExp(`^mailcheck: ${name}:\\d+:\\d+: .*not known before the change: every name`, 'm'),
      );
      assert.doesNotMatch(stdout, /missing|\bnew\b/);
    }
  });

  it('a domain whose mail the change drops is judged, whatever else it keeps', async () => {
    const judge = async (mail: string, address: string): Promise<number> => {
      const base = edited('shop.zone', /^www/m, `${address}${mail}\nwww`);
      const { stdout, code } = await gate(base, edited('shop-new.zone', /^www/m, `${address}www`));
      assert.match(stdout, /^shop\.example\.com/m);
      return code;
    };
    const address = 'shop A 192.0.2.81\n';
    const host = `mx3 A 192.0.2.27\n${address}`;
    assert.equal(await judge('shop MX 10 mx3', host), 1, 'control');
    assert.equal(await judge('shop MX 10', 'web A 192.0.2.80\n'), 1);
    for (const mail of ['shop MX 1O mx3', 'shop MX10 mx3', 'shop TXT "v=spf1 a ~all'])
      assert.ok([1, 3].includes(await judge(mail, host)), mail);
  });

  it('a set that no audit asks for is told as not judged, and nothing more is claimed', async () => {
    for (const [line, set] of [
      ['*.wild MX 1O mx', '*.wild.example.com MX'],
      ['_spf TXT "v=spf1 -all', '_spf.example.com TXT'],
      ['*.wild MX10 mail', '*.wild.example.com MX'],
    ] as const) {
      const { stdout, code } = await gate(edited('left.zone', /^www/m, `${line}\nwww`));
      assert.equal(code, 0, stdout);
      assert.doesNotMatch(stdout, /nothing changes that mail rests on/);
      assert.ok(stdout.includes(`not judged: ${set}`), stdout);
    }
  });

  it('what certificates and calls rest on is not', async () => {
    for (const line of ['_acme-challenge TXT "token', '_sip._tcp SRV 1O 1 5060 www']) {
      const { stdout } = await gate(edited('other.zone', /^www/m, `${line}\nwww`));
      assert.doesNotMatch(stdout, /not judged/);
    }
  });

  it('a no-break space is named, and hides the whole zone', async () => {
    const base = edited('nbsp.zone', /^_dmarc +/m, '_dmarc\u00a0');
    const { code, stderr } = await gate(base, edited('no-dmarc.zone', /^_dmarc .*\n/m, ''), 'example.com');
    assert.equal(code, 3);
    assert.match(stderr, /^mailcheck: nbsp\.zone:\d+:7: a no-break space \(.*: every name of example\.com$/m);
  });

  it('a text that is no SPF makes no domain of its name', async () => {
    const { stdout, code } = await gate(edited('token.zone', /^www/m, 'shop TXT "token\nwww'));
    assert.deepEqual([code, /^shop/m.test(stdout)], [0, false]);
  });

  it('is compared where a zone has two SOA records', async () => {
    const base = edited('two-soa.zone', /^@ +SOA .*$/m, '$&\n$&');
    const { code, stderr } = await gate(base, GOOD, 'example.com');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /two-soa\.zone:5: a second SOA record of example\.com/);
  });

  it('is the base of OctoDNS and of a folder as well, zone by zone', async () => {
    for (const name of ['before', 'after']) mkdirSync(path.join(folder, name));
    const zone = (spf: string): string =>
      `'':\n  - {type: TXT, value: ${spf}}\n  - {type: MX, value: {preference: 10, exchange: mx.example.com.}}\nmx: {type: A, value: 192.0.2.25}\n`;
    const good = zone('v=spf1 mx -all');
    file('after/example.com.yaml', good);
    file('after/example.net.yaml', good);
    file('after/example.org.yaml', good);
    file('before/example.com.yaml', good.replace('192.0.2.25', '192.0.2.256'));
    file('before/example.net.yaml', good.replace('- {type: TXT', '- {type: TXT: '));
    file('before/example.org.yaml', good);
    const { stdout, stderr } = await gate('before', 'after', '--json');
    const { results } = JSON.parse(stdout);
    const verdicts = results.map(({ domain, verdict }: Record<string, string>) => `${domain} ${verdict}`);
    assert.deepEqual(verdicts, ['example.com pass', 'example.net inconclusive', 'example.org pass'], stderr);
    assert.match(stderr, /before\/example\.com\.yaml:4:.*: mx\.example\.com A$/m);
    assert.match(stderr, /before\/example\.net\.yaml:2:.*: every name of example\.net$/m);
    assert.deepEqual(results[2].change.base, []);
    assert.match(results[0].change.base.join('\n'), /^before\/example\.com\.yaml:4:.*\n.*--base live/);
  });

  it('a zone file of a folder that holds nothing is a fault of that file', async () => {
    const org = TEXT.replaceAll('example.com', 'example.org');
    for (const name of ['whole', 'emptied']) {
      mkdirSync(path.join(folder, name));
      file(`${name}/example.com.zone`, TEXT);
    }
    file('whole/example.org.zone', org);
    for (const text of ['', '; nothing here\n\n', '$TTL 300\n']) {
      file('emptied/example.org.zone', text);
      const proposed = await gate('whole', 'emptied');
      assert.deepEqual([proposed.code, proposed.stdout], [2, '']);
      assert.match(proposed.stderr, /^mailcheck: --zone emptied\/example\.org\.zone:1:1: no records in it/);
      const before = await gate('emptied', 'whole');
      assert.equal(before.code, 3);
      assert.match(before.stderr, /emptied\/example\.org\.zone:1:1: .*: every name of example\.org$/m);
      assert.match(before.stdout, /^2 domains: 0 errors, 0 warnings, 1 inconclusive/m);
    }
  });

  it('a zone of a folder that lost its SOA is told of, with what that leaves unseen', async () => {
    const org = TEXT.replaceAll('example.com', 'example.org');
    for (const name of ['with-soa', 'without-soa']) {
      mkdirSync(path.join(folder, name));
      file(`${name}/example.com.zone`, TEXT);
    }
    file('with-soa/example.org.zone', org);
    file('without-soa/example.org.zone', org.replace(/^@ +SOA .*\n/m, ''));
    const { stderr } = await gate('with-soa', 'without-soa');
    assert.match(
      stderr,
      /^mailcheck: example\.org: its SOA is no longer given; records that are left out are taken as unchanged$/m,
    );
  });

  it('a finding that waits for a role that is not known is not new', async () => {
    const own = TEXT.replace('mx ip4:192.0.2.26 include:_spf.letters.example ~all', 'mx -all');
    const keyless = own.replace(/^; the keys(?:.*\n)*?(?=; what receivers)/m, '');
    const base = file('role.zone', keyless.replace(/^@ +MX +20 mx2$/m, '@ MX 2O mx2'));
    const { stdout, code } = await gate(base, file('keyless.zone', keyless), 'example.com');
    assert.equal(code, 3);
    assert.match(stdout, /unknown · dkim\/none-possible/);
    assert.doesNotMatch(stdout, /new ·/);
  });

  it('that SPF reads leaves open who may send, where the change takes it out of the record', async () => {
    const zone = (address: string, spf: string): string =>
      `$ORIGIN example.com.\n$TTL 60\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.2\nmx1 A ${address}\nmx2 A 192.0.2.256\n@ MX 10 mx1\n@ TXT "v=spf1 ${spf}~all"\n_dmarc TXT "v=DMARC1; p=reject"\n`;
    const good = (address: string): string =>
      zone(address, 'mx ').replace('mx2 A 192.0.2.256', 'mx2 A 192.0.2.26');
    const judge = async (before: string, after: string) => {
      const base = file('who.zone', before);
      const { stdout, code } = await gate(base, file('who-new.zone', after), 'example.com', '--json');
      return { code, open: JSON.parse(stdout).results[0].change.open };
    };
    const nobody = zone('192.0.2.25', '').replace('mx2 A 192.0.2.256', 'mx2 A 192.0.2.26');
    const { code, open } = await judge(good('192.0.2.256'), nobody);
    assert.equal(code, 3);
    assert.ok(open.includes('change/spf-own-host-lost'), open.join());
    assert.equal((await judge(good('192.0.2.25'), nobody)).code, 1, 'control');
    const two = await judge(
      zone('192.0.2.256', 'mx a:mx2 '),
      zone('192.0.2.25', 'mx ').replace('mx2 A 192.0.2.256', 'mx2 A 192.0.2.26'),
    );
    assert.equal(two.code, 3, 'both addresses were unread');
  });

  it('of many lines those that mail rests on are told first', async () => {
    const hosts = Array.from({ length: 50 }, (_, index) => `h${index} A 192.0.2.${300 + index}\n`).join('');
    const base = file(
      'hosts.zone',
      `${TEXT.replace('www ', `${hosts}www `)}`.replace(/^(_dmarc .*)"$/m, '$1'),
    );
    const { stdout } = await gate(base, GOOD, 'example.com');
    assert.match(
      stdout,
      /before {3}hosts\.zone:\d+:\d+: quote is not closed[^\n]*_dmarc\.example\.com TXT\n/,
    );
    assert.match(stdout, /before {3}and 46 more that cannot be read\n/);
  });

  it('of which nothing can be read ends the run, named by its option', async () => {
    file('empty.zone', '');
    file('broken.zone', '$TTL 300\nexample.com. TXXT "v=spf1 -all"\n');
    for (const [base, words] of [
      ['nowhere.zone', /^mailcheck: --base nowhere\.zone: cannot be read: no such file$/],
      ['empty.zone', /^mailcheck: --base empty\.zone: no records in it$/],
      ['git:x y:a.zone', /^mailcheck: --base git:x y:a\.zone: “x y” is no revision$/],
      ['broken.zone', /^mailcheck: --base broken\.zone:2:14: unknown type “TXXT”/],
    ] as const) {
      const { code, stderr, stdout } = await gate(base);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr.trimEnd(), words);
    }
    const { code, stderr } = await gate(GOOD, 'broken.zone');
    assert.equal(code, 2);
    assert.match(stderr, /^mailcheck: --zone broken\.zone:2:14: unknown type/);
  });
});
