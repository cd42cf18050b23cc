import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gate } from '../../src/gate/gate.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { OPTIONAL } from '../support/optional.ts';
import { PUBLIC_KEYS } from '../zones/keys.ts';

const key = (name: string, text: string) =>
  `${name}._domainkey TXT "v=DKIM1; k=rsa; p=${text.slice(0, 200)}" "${text.slice(200)}"\n`;
const WORLD = `vendor.example. TXT "v=spf1 ip4:198.51.100.0/24 -all"
mail.vendor.example. A 198.51.100.9
7.113.0.203.in-addr.arpa. PTR mx1.example.com.
`;
const MX = '@ MX 10 mx1\nmx1 A 203.0.113.7\n';
const SPF = '@ TXT "v=spf1 ip4:203.0.113.7 -all"\n';
const DMARC = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n';
const DKIM = key('s1', PUBLIC_KEYS.KEY1);
const GOOD = `${MX}${SPF}${DMARC}${DKIM}`;

const compared = (before: string, after: string, selectors = ['s1']) =>
  gate(
    'example.com',
    { base: fixtureResolver(WORLD + before), proposed: fixtureResolver(WORLD + after) },
    { declared: { selectors }, ignore: OPTIONAL },
  );

const stated = ({ findings }: Awaited<ReturnType<typeof compared>>) =>
  findings.map(({ rule, state }) => `${rule} ${state}`);

describe('gate', () => {
  it('nothing changes: pass, and nothing to say', async () => {
    const { verdict, findings, change } = await compared(GOOD, GOOD);
    assert.equal(verdict, 'pass');
    assert.deepEqual(findings, []);
    assert.deepEqual(change, {
      fixed: [],
      lost: [],
      open: [],
      records: [],
      unjudged: [],
      meaning: [],
      base: [],
    });
  });

  it('a new error fails', async () => {
    const result = await compared(GOOD, GOOD.replace('-all', 'include:gone.example -all'));
    assert.equal(result.verdict, 'fail');
    assert.deepEqual(stated(result), ['spf/include-unregistered new']);
    assert.match(result.change!.meaning.join('\n'), /SPF: .*an error/);
  });

  it('a text that is cut otherwise is the same text', async () => {
    const cut = GOOD.replace('ip4:203.0.113.7 -all"', 'ip4:203.0.113.7" " -all"');
    assert.notEqual(cut, GOOD);
    const { change } = await compared(GOOD, cut);
    assert.deepEqual(change!.records, []);
  });

  const meaningOf = async (before: string, after: string): Promise<string> =>
    (await compared(before, after)).change!.meaning.join('\n');

  it('letter case is no change', async () => {
    const { change } = await compared(GOOD, GOOD.replace('MX 10 mx1', 'MX 10 MX1'));
    assert.deepEqual([change!.records, change!.meaning], [[], []]);
    assert.doesNotMatch(await meaningOf(GOOD, GOOD.replace('-all', '-ALL')), /SPF/);
    assert.match(await meaningOf(GOOD, GOOD.replace('-all', '~ALL')), /SPF: -all → ~all/);
    const two = `${GOOD.replace('MX 10 mx1', 'MX 10 MX1.Example.COM.')}@ MX 20 mail.vendor.example.\n`;
    assert.match(await meaningOf(GOOD, two), /MX: \+1 \(mail\.vendor\.example\)/);
  });

  it('a host that is renamed and keeps its address is not switched off', async () => {
    const renamed = `${GOOD.replace('MX 10 mx1', 'MX 10 mail')}mail A 203.0.113.7\n`;
    assert.match(await meaningOf(GOOD, renamed), /MX: \+1 \(mail\.example\.com\), −1/);
    assert.doesNotMatch(await meaningOf(GOOD, renamed), /switch off/);
  });

  it('the end of SPF is that of the record which it redirects to', async () => {
    const redirected = GOOD.replace('-all"', 'redirect=_spf.example.com"');
    const shared = (end: string) => `${redirected}_spf TXT "v=spf1 ${end}"\n`;
    assert.match(await meaningOf(GOOD, shared('~all')), /SPF: .*-all → ~all/);
    assert.doesNotMatch(await meaningOf(GOOD, shared('-all')), /all →/);
    assert.match(await meaningOf(shared('-all'), shared('?all')), /SPF: -all → \?all/);
  });

  it('who may send is compared as far as it was read, where the same is unread on both sides', async () => {
    const slow = `${GOOD.replace('-all', 'include:slow.example -all')};! TIMEOUT slow.example TXT\n`;
    const more = slow.replace('ip4:203.0.113.7', 'ip4:203.0.113.7 ip4:192.0.2.9');
    assert.match(await meaningOf(slow, more), /SPF: \+1 \(192\.0\.2\.9\/32\) as far as was read/);
    const other = more.replaceAll('slow.example', 'slower.example');
    assert.doesNotMatch(await meaningOf(slow, other), /192\.0\.2\.9/);
  });

  it('an error that was there before does not', async () => {
    const broken = GOOD.replace('-all', 'include:gone.example -all');
    const result = await compared(broken, `${broken}www A 192.0.2.80\n`);
    assert.equal(result.verdict, 'pass');
    assert.ok(result.findings.length > 0 && result.findings.every(({ state }) => state === 'unchanged'));
  });

  it('an error that grows does', async () => {
    const many = (count: number) =>
      GOOD.replace(
        '-all',
        `${Array.from({ length: count }, (_, i) => `a:h${i}.example.com`).join(' ')} -all`,
      ) + Array.from({ length: 14 }, (_, i) => `h${i} A 192.0.2.${i}\n`).join('');
    const result = await compared(many(11), many(13));
    assert.ok(stated(result).includes('spf/lookup-limit worse'), stated(result).join());
    assert.equal(result.verdict, 'fail');
    const better = await compared(many(13), many(11));
    assert.ok(stated(better).includes('spf/lookup-limit better'));
    assert.equal(better.verdict, 'pass');
    assert.match(better.change!.meaning[0]!, /13 → 11 of 10 lookups/);
  });

  it('an error that goes is told as fixed', async () => {
    const { verdict, change } = await compared(MX + DMARC + DKIM, GOOD);
    assert.equal(verdict, 'pass');
    assert.ok(change!.fixed.some(({ rule }) => rule === 'spf/missing'));
  });

  it('a deleted MX does not make a domain with mail a quiet one', async () => {
    const { verdict, findings, posture, change } = await compared(GOOD, GOOD.replace('@ MX 10 mx1\n', ''));
    assert.equal(posture?.role.value, 'mail');
    assert.equal(verdict, 'fail');
    assert.ok(findings.some(({ rule, state }) => rule === 'mx/missing' && state === 'new'));
    assert.deepEqual(
      change!.records!.map(({ name, type, before, after }) => [name, type, before, after]),
      [['example.com', 'MX', ['10 mx1.example.com.'], []]],
    );
    assert.match(change!.meaning.join('\n'), /MX: mail servers → nothing receives, −1 \(mx1\.example\.com\)/);
    assert.match(change!.meaning.join('\n'), /old example\.com MX may be used for 1 hour/);
  });

  it('a null MX for servers that take mail is a loss, unless the owner says that it is meant', async () => {
    const none = GOOD.replace('@ MX 10 mx1', '@ MX 0 .');
    const lost = ({ findings }: Awaited<ReturnType<typeof compared>>) =>
      findings.flatMap(({ rule, severity, message }) =>
        rule === 'change/mx-lost' ? [`${severity} ${message}`] : [],
      );
    const quiet = none.replace('ip4:203.0.113.7 ', '');
    for (const after of [none, quiet]) {
      const result = await compared(GOOD, after);
      assert.equal(result.verdict, 'fail');
      assert.deepEqual(lost(result), [
        'error mx1.example.com took its mail; now a null MX has all of it returned',
      ]);
    }
    const declared = { role: 'no-mail' as const };
    const sides = { base: fixtureResolver(WORLD + GOOD), proposed: fixtureResolver(WORLD + quiet) };
    assert.deepEqual(lost(await gate('example.com', sides, { declared, ignore: OPTIONAL })), []);
    const dead = GOOD.replace('mx1 A 203.0.113.7\n', '');
    assert.deepEqual(lost(await compared(dead, quiet)), [], 'nobody took mail');
  });

  it('what fails on the proposed side alone leaves the change open', async () => {
    const after = `${GOOD.replace('-all', 'include:slow.example -all')};! TIMEOUT slow.example TXT\n`;
    const { verdict, change } = await compared(GOOD, after);
    assert.equal(verdict, 'inconclusive');
    assert.ok(change!.open.includes('spf/lookup-limit'));
  });

  it('what fails on both sides does not, where the change does not touch it', async () => {
    const slow = `${GOOD.replace('-all', 'include:slow.example -all')};! TIMEOUT slow.example TXT\n`;
    assert.equal((await compared(slow, `${slow}www A 192.0.2.80\n`)).verdict, 'pass');
    const touched = slow.replace('ip4:203.0.113.7', 'ip4:203.0.113.7 ip4:203.0.113.8');
    assert.equal((await compared(slow, touched)).verdict, 'inconclusive');
  });

  it('a finding that nobody could see before is unknown, not new', async () => {
    const bad = GOOD.replace('-all', 'include:gone.example -all');
    const result = await compared(`${bad};! SERVFAIL example.com TXT\n`, bad);
    assert.equal(result.verdict, 'inconclusive');
    assert.ok(
      stated(result).every((text) => text.endsWith('unknown')),
      stated(result).join(),
    );
  });

  it('a fault of a record that was read before and is another one now is new, whatever else was not read', async () => {
    const before = GOOD.replace('-all', 'include:slow.example -all');
    const many = Array.from({ length: 11 }, (_, index) => `a:h${index}.example.com`).join(' ');
    const hosts = Array.from({ length: 11 }, (_, index) => `h${index} A 192.0.2.${index}\n`).join('');
    const slow = `;! TIMEOUT slow.example TXT\n${hosts}`;
    const result = await compared(before + slow, before.replace('include:', `${many} include:`) + slow);
    assert.ok(stated(result).includes('spf/lookup-limit new'), stated(result).join());
    assert.equal(result.verdict, 'fail');
  });

  it('a base that is not read leaves open what the change may take away', async () => {
    const { verdict, change } = await compared(';! TIMEOUT * *', GOOD);
    assert.equal(verdict, 'inconclusive');
    for (const rule of ['change/dmarc-weakened', 'change/mx-lost', 'change/dkim-key-removed'])
      assert.ok(change!.open.includes(rule), change!.open.join());
    const silent = await compared(`${GOOD};! TIMEOUT _dmarc.example.com TXT\n`, GOOD);
    assert.equal(silent.verdict, 'inconclusive');
    assert.deepEqual(
      silent.change!.open.filter(
        (rule) => rule.startsWith('change/') && !/dmarc|reports|alignment|spf-all/.test(rule),
      ),
      [],
    );
  });

  it('what was found before and is not read after is lost, not fixed', async () => {
    const bad = GOOD.replace('-all', 'include:gone.example -all');
    const { verdict, change } = await compared(bad, `${bad};! SERVFAIL example.com TXT\n`);
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(change!.fixed, []);
    assert.ok(change!.lost.length > 0);
  });

  it('tells in which order a move is made', async () => {
    const moved = GOOD.replace(MX, '@ MX 10 mx2\nmx2 A 203.0.113.8\n').replace(
      'ip4:203.0.113.7',
      'ip4:203.0.113.8',
    );
    const { change } = await compared(GOOD, moved);
    assert.equal(
      change!.meaning.at(-1),
      'order, better in two changes: publish with 203.0.113.7/32 still in it, then wait 1 hour, then send from 203.0.113.8/32, then switch off mx1.example.com, then stop sending from 203.0.113.7/32, then take 203.0.113.7/32 out',
    );
    const order = async (after: string) =>
      (await compared(GOOD, after)).change!.meaning.filter((text) => text.startsWith('order'));
    assert.deepEqual(await order(GOOD.replace('-all', '~all')), [], 'nothing waits for it');
    assert.deepEqual(
      await order(GOOD.replace('ip4:203.0.113.7', 'ip4:203.0.113.6/31')),
      [],
      'it still passes',
    );
    assert.deepEqual(
      await order(GOOD.replace('ip4:203.0.113.7', 'ip4:203.0.113.777')),
      [],
      'an error has no order',
    );
  });

  it('tells networks, keys and policies that come and go', async () => {
    const after = `${MX}@ TXT "v=spf1 ip4:203.0.113.7 include:vendor.example ~all"\n_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:d@example.com"\n${key('s2', PUBLIC_KEYS.KEY2)}`;
    const { change } = await compared(GOOD, after, ['s1', 's2']);
    assert.deepEqual(change!.meaning, [
      'SPF: +1 (198.51.100.0/24), 0 → 1 of 10 lookups, -all → ~all',
      'DKIM: −s1, +s2',
      'DMARC: reject → quarantine, subdomains reject → quarantine, unused names reject → quarantine',
      'caches: the old _dmarc.example.com TXT may be used for 1 hour after the change',
      'order, better in two changes: publish with s1 still in it, then wait 1 hour, then send from 198.51.100.0/24, then sign with s2, then stop signing with s1, then take s1 out',
    ]);
  });
});
