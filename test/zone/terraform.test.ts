import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTerraform } from '../../src/zone/index.ts';
import { shown } from './reading.ts';

interface Resource {
  type?: string;
  actions?: string[];
  before?: object;
  after?: object;
  unknown?: object;
  more?: object;
}

function plan(resources: Resource[], more: object = {}): string {
  return JSON.stringify({
    format_version: '1.2',
    resource_changes: resources.map(
      ({ type = 'aws_route53_record', actions = ['create'], ...one }, index) => ({
        address: `module.mail.${type}.r${index}`,
        mode: 'managed',
        type,
        change: {
          actions,
          before: one.before ?? null,
          after: one.after ?? null,
          after_unknown: one.unknown ?? {},
        },
        ...one.more,
      }),
    ),
    ...more,
  });
}

const read = (resources: Resource[], more: object = {}, origin?: string) =>
  shown(readTerraform(plan(resources, more), { file: 'plan.json', ...(origin && { origin }) }));

const google = (name: string, type: string, ...rrdatas: string[]) => ({ name, type, ttl: 60, rrdatas });
const aws = (name: string, type: string, ...records: string[]) => ({
  name,
  type,
  ttl: 60,
  zone_id: 'Z1',
  records,
});
const cloudflare = (name: string, type: string, content: string) => ({
  name,
  type,
  ttl: 1,
  zone_id: 'c1',
  content,
});

describe('what a plan does to a record set', () => {
  const type = 'google_dns_record_set';
  const old = google('example.com.', 'TXT', '"v=spf1 -all"');
  const now = google('example.com.', 'TXT', '"v=spf1 mx -all"');

  for (const [actions, records, changes] of [
    [['create'], 1, 0],
    [['update'], 1, 0],
    [['no-op'], 1, 0],
    [['delete', 'create'], 1, 0],
    [['create', 'delete'], 1, 0],
    [['delete'], 0, 1],
  ] as [string[], number, number][])
    it(actions.join(' and '), () => {
      const after = actions.join() === 'delete' ? {} : { after: now };
      const result = read([{ type, actions, before: old, ...after }]);
      assert.deepEqual(result.faults, []);
      assert.deepEqual([result.records.length, result.changes.length], [records, changes]);
      if (changes > 0) assert.deepEqual(result.changes, ['example.com TXT all']);
    });

  it('a set that is renamed goes where it was', () => {
    const result = read([
      { type, actions: ['delete', 'create'], before: google('a.example.com.', 'TXT', 'x'), after: now },
    ]);
    assert.deepEqual(result.changes, ['a.example.com TXT all']);
  });

  it('what leaves the set alone is a note', () => {
    const { notes, records } = read([
      { type, actions: ['forget'], before: old },
      { type, actions: ['delete'], before: old, more: { deposed: '12345678' } },
      { type: 'dnsimple_zone_record', after: {} },
      { type: 'aws_instance', after: {} },
    ]);
    assert.deepEqual(records, []);
    assert.equal(notes.length, 3);
    assert.match(notes[0]!, /module\.mail\.google_dns_record_set\.r0 is not read: the action “forget”/);
    assert.match(notes[2]!, /dnsimple_zone_record\.r2 is not read/);
  });
});

describe('one record a resource', () => {
  const type = 'cloudflare_dns_record';

  it('joins the live set; what is replaced or deleted goes', () => {
    const { records, changes } = read(
      [
        { type, after: cloudflare('example.com', 'TXT', 'new') },
        {
          type,
          actions: ['update'],
          before: cloudflare('example.com', 'TXT', '"v=spf1 -all"'),
          after: cloudflare('example.com', 'TXT', '"v=spf1 mx -all"'),
        },
        { type, actions: ['delete'], before: cloudflare('_dmarc.example.com', 'TXT', 'v=DMARC1; p=none') },
        { type, after: cloudflare('www.example.com', 'CNAME', 'example.com') },
        { type, actions: ['delete'], before: cloudflare('old.example.com', 'CNAME', 'example.com') },
      ],
      {},
      'example.com',
    );
    assert.deepEqual(records, [
      '1 example.com. 300 IN TXT "new"',
      '1 example.com. 300 IN TXT "v=spf1 mx -all"',
      '1 www.example.com. 300 IN CNAME example.com.',
    ]);
    assert.deepEqual(changes, [
      'example.com TXT [{"strings":["v=spf1 -all"]}]',
      '_dmarc.example.com TXT [{"strings":["v=DMARC1; p=none"]}]',
      'old.example.com CNAME all',
    ]);
  });

  it('behind the proxy the addresses are left open', () => {
    const { untold, records } = read([
      { type, after: { ...cloudflare('www.example.com', 'A', '192.0.2.1'), proxied: true } },
    ]);
    assert.deepEqual([untold, records], [['www.example.com A AAAA HTTPS'], []]);
  });
});

describe('what is known only after apply', () => {
  const unknown = { records: true };
  const after = { name: 'example.com', type: 'TXT', ttl: 60, fqdn: 'example.com' };

  it('is a fault where mail rests on it, with the address', () => {
    assert.deepEqual(read([{ after, unknown }]).faults, [
      '1:190 module.mail.aws_route53_record.r0: “records” is known only after apply (apply what it depends on first, or leave this record out)',
    ]);
    const named = { after: { ...after, name: 'x._domainkey.example.com', type: 'CNAME' }, unknown };
    assert.equal(read([named]).faults.length, 1);
    const nameless = { after: { type: 'CNAME', ttl: 60, records: ['x'] }, unknown: { name: true } };
    assert.equal(read([nameless]).faults.length, 1);
  });

  it('is a note elsewhere, and computed attributes do not count', () => {
    const web = read([{ after: { ...after, type: 'A' }, unknown: { records: [true] } }]);
    assert.deepEqual([web.faults, web.records], [[], []]);
    assert.match(web.notes[0]!, /what is live stands for it/);
    const known = read([
      { after: { ...aws('example.com.', 'A', '192.0.2.1') }, unknown: { id: true, fqdn: true } },
    ]);
    assert.equal(known.records.length, 1);
  });
});

describe('names', () => {
  it('are whole where the zone is not known, or a fault says how to tell it', () => {
    assert.deepEqual(read([{ after: aws('example.com', 'A', '192.0.2.1') }]).faults, [
      '1:198 whether “example.com” is a whole name is not told (give its zone: ORIGIN=FILE, as in example.com=plan.json)',
    ]);
    const origin = read(
      [{ after: aws('www', 'A', '192.0.2.1') }, { after: aws('', 'A', '192.0.2.1') }],
      {},
      'example.com',
    );
    assert.deepEqual(origin.records, [
      '1 www.example.com. 60 IN A 192.0.2.1',
      '1 example.com. 60 IN A 192.0.2.1',
    ]);
  });

  it('of another zone than that of ORIGIN= are no names of it', () => {
    const other = { ...aws('www', 'A', '192.0.2.2'), zone_id: 'Z2' };
    const home = { after: aws('mail.example.com', 'A', '192.0.2.1') };
    const mixed = read([home, { after: other }], {}, 'example.com');
    assert.deepEqual(mixed.records, ['1 mail.example.com. 60 IN A 192.0.2.1']);
    assert.match(
      mixed.faults.join(),
      /“www” is of a zone that the plan does not name \(plan one zone at a time/,
    );
    const both = read([{ after: aws('', 'A', '192.0.2.1') }, { after: other }], {}, 'example.com');
    assert.deepEqual([both.records, both.faults.length], [[], 2]);
    const short = read([home, { after: aws('www', 'A', '192.0.2.1') }], {}, 'example.com');
    assert.deepEqual([short.records.length, short.faults], [2, []]);
    const type = 'cloudflare_dns_record';
    const whole = { ...cloudflare('www.example.net', 'A', '192.0.2.2'), zone_id: 'c2' };
    const flare = [
      { type, after: cloudflare('www.example.com', 'A', '192.0.2.1') },
      { type, after: whole },
    ];
    assert.equal(read(flare, {}, 'example.com').faults.length, 1);
    assert.deepEqual(read(flare).records.length, 2);
  });

  it('come from the zone’s data source or the computed name', () => {
    const prior_state = {
      values: {
        root_module: {
          resources: [{ type: 'aws_route53_zone', values: { zone_id: 'Z1', name: 'example.com' } }],
        },
      },
    };
    assert.deepEqual(read([{ after: aws('www', 'A', '192.0.2.1') }], { prior_state }).records, [
      '1 www.example.com. 60 IN A 192.0.2.1',
    ]);
    const fqdn = { ...aws('www', 'A', '192.0.2.1'), fqdn: 'www.example.net' };
    assert.deepEqual(read([{ actions: ['no-op'], after: fqdn }]).records, [
      '1 www.example.net. 60 IN A 192.0.2.1',
    ]);
  });
});

describe('a plan that cannot be relied on', () => {
  for (const [what, text, expected] of [
    ['a state', '{"format_version":"1.0","values":{"root_module":{}}}', /a state, no plan/],
    [
      'another major version',
      '{"format_version":"2.0","resource_changes":[]}',
      /version “2\.0” of this format/,
    ],
    ['an error in it', '{"format_version":"1.2","errored":true}', /ended with an error/],
    ['no object', '[]', /no plan of Terraform/],
  ] as const)
    it(what, () => assert.match(shown(readTerraform(text, { file: 'x' })).faults.join(), expected));

  it('resources that lack what they need are faults, never an exception', () => {
    for (const after of [
      {},
      { name: 1 },
      { name: 'a.', type: 'TXT', ttl: 60, records: [1] },
      { name: 'a.', type: 'MX', ttl: 60, records: [] },
    ])
      for (const type of [
        'aws_route53_record',
        'google_dns_record_set',
        'cloudflare_record',
        'azurerm_dns_mx_record',
      ])
        assert.ok(read([{ type, after }]).faults.length > 0, `${type} ${JSON.stringify(after)}`);
    assert.ok(read([{ more: { change: 1 } }]).faults.length > 0);
  });
});
