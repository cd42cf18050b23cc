import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Authority, createAuthority, type RecordType, type SourcedRecord } from '../../src/dns/index.ts';
import { unreadApexes, unreadIn, unreadNames, withUnread } from '../../src/gate/unread.ts';
import { printData, readMasterFile, type ZoneText } from '../../src/zone/index.ts';

const TEXT = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster (
  2026112301 7200 3600
  1209600 3600 )
  NS ns1
  NS ns2
ns1 A 192.0.2.2
ns2 IN A 198.51.100.2
a 300 A 192.0.2.80
mx IN 300 A 192.0.2.25
   AAAA 2001:db8::25
@ MX 10 mx
  MX 20 mx2.example.net.
@ TXT "v=spf1 mx -all"
  TXT "a token"
s1._domainkey TXT ( "v=DKIM1; k=ed25519; "
  "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" )
s2._domainkey CNAME s2.example.net.
_dmarc TXT "v=DMARC1; p=reject"
* A 192.0.2.99
txt.shop MX 10 mx
sub NS ns.example.net.
old DNAME new.example.com.
new TXT "here"
z A 192.0.2.7`;

const LINES = TEXT.split('\n');

function authorityOf(text: ZoneText): Authority {
  const records = text.records.map(
    ({ file, line, column: _column, ...record }) => ({ ...record, source: { file, line } }) as SourcedRecord,
  );
  const unread = unreadIn(text);
  const apexes = unreadApexes(text);
  return withUnread(createAuthority(records, apexes, unreadNames(unread)), unread);
}

const NAMES = [
  ...[
    '',
    'ns1.',
    'a.',
    'mx.',
    '_domainkey.',
    's1._domainkey.',
    's2._domainkey.',
    '_dmarc.',
    'nobody.',
    'shop.',
  ],
  ...['txt.shop.', 'sub.', 'x.sub.', 'old.', 'x.old.', 'new.', 'z.', '*.'],
].map((label) => `${label}example.com`);
const TYPES: RecordType[] = ['A', 'AAAA', 'MX', 'TXT', 'CNAME', 'NS', 'SOA'];

/** What is said of a question; undefined where it is not known. */
function saidOf(authority: Authority, name: string, type: RecordType): string | undefined {
  const said = authority.lookup(name, type);
  if (said === 'outside') return 'outside';
  if (said.kind === 'alias') return JSON.stringify(said.chain);
  const { answer } = said;
  if (answer.status === 'failed') return undefined;
  return answer.status === 'present'
    ? answer.records.map((data) => printData(type, data as never)).join(' and ')
    : answer.status;
}

const intact = authorityOf(readMasterFile(TEXT, { file: 'zone' }));

/** Edits of a line as a hurried hand makes them. */
const SLIPS: Record<string, (line: string) => string> = {
  'a quote lost at its end': (line) => line.replace(/"([^"]*)$/, '$1'),
  'a quote lost at its start': (line) => line.replace('"', ''),
  'a quote too many': (line) => line.replace(/"([^"]*)$/, '""$1'),
  'an opening parenthesis lost': (line) => line.replace('(', ''),
  'a closing parenthesis lost': (line) => line.replace(')', ''),
  'a parenthesis too many': (line) => `${line} (`,
  'a closing parenthesis too many': (line) => `${line} )`,
  'the type misspelt': (line) => line.replace(/\b(SOA|NS|A|AAAA|MX|TXT|CNAME|DNAME)\b/, '$1X'),
  'the type lost': (line) => line.replace(/\b(SOA|NS|A|AAAA|MX|TXT|CNAME|DNAME) /, ''),
  'the data lost': (line) => line.replace(/^(\s*\S+ (?:IN )?(?:300 )?[A-Z]+ ).*/, '$1'),
  'the owner out of shape': (line) => line.replace(/^\S+/, 'a..b'),
  'a blank in front': (line) => ` ${line}`,
  'the blank in front lost': (line) => line.replace(/^\s+/, ''),
  'a TTL out of range': (line) => line.replace(/^(\S*) /, '$1 9999999999 '),
  'no file to include': (line) => `$INCLUDE keys.inc ; ${line}`,
  'a directive out of shape': (line) => `$GENERATE x ${line}`,
  'an address out of range': (line) => line.replace(/192\.0\.2\.\d+/, '192.0.2.300'),
  'a no-break space for a blank': (line) => line.replace(/^(\S+) /, '$1\xa0'),
  'the same in UTF-8': (line) => line.replace(/^(\S+) /, '$1\xc2\xa0'),
  'a conflict of git': (line) => `<<<<<<< HEAD\n${line}\n=======\n>>>>>>> other`,
  'the TTL of the zone lost': (line) => line.replace(/^\$TTL 3600$/, '$TTL'),
  'the origin of the zone lost': (line) => line.replace(/^\$ORIGIN .*$/, '$ORIGIN a..b.'),
};

describe('what a fault leaves unread', () => {
  for (const [slip, edit] of Object.entries(SLIPS)) {
    it(`${slip}: nothing is said that the intact zone does not say`, () => {
      let faulty = 0;
      for (const [index, line] of LINES.entries()) {
        const broken = LINES.with(index, edit(line)).join('\n');
        const text = readMasterFile(broken, { file: 'zone' });
        // What is cut off is published as it is cut.
        if (broken === TEXT || text.faults.every(({ message }) => message.startsWith('the text ends at')))
          continue;
        faulty++;
        const authority = authorityOf(text);
        for (const name of NAMES)
          for (const type of TYPES) {
            const said = saidOf(authority, name, type);
            if (said !== undefined)
              assert.equal(said, saidOf(intact, name, type), `${name} ${type} of:\n${broken}`);
          }
      }
      assert.ok(faulty > 0);
    });
  }

  it('a parenthesis closed too late takes the lines in it along', () => {
    const zones = ['  NS ns1\n', '  NS ns1\n  NS ns2\n'].map((lines) =>
      TEXT.replace(` )\n${lines}`, `\n${lines.slice(0, -1)} )\n`),
    );
    for (const broken of [...zones, zones[0]!.replace('  NS ns1', '  300 IN NS ns1')]) {
      assert.notEqual(broken, TEXT);
      const authority = authorityOf(readMasterFile(broken, { file: 'zone' }));
      for (const name of NAMES) assert.equal(saidOf(authority, name, 'NS'), undefined, `${name}:\n${broken}`);
    }
  });

  it('a zone stays whole where the name of its SOA cannot be read', () => {
    const broken = TEXT.replace('@ SOA', 'a..b SOA').replace(/^ {2}NS .*\n/gm, '');
    const authority = authorityOf(readMasterFile(broken, { file: 'zone' }));
    assert.equal(saidOf(authority, 'nobody.example.com', 'MX'), 'absent');
    assert.equal(saidOf(authority, 'example.com', 'SOA'), undefined);
  });

  it('a fault in a record of its own leaves the others known', () => {
    const known = (from: string, to: string): number => {
      const authority = authorityOf(readMasterFile(TEXT.replace(from, to), { file: 'zone' }));
      const said = NAMES.flatMap((name) => TYPES.map((type) => saidOf(authority, name, type)));
      return said.filter((words) => words === undefined).length;
    };
    assert.equal(known('192.0.2.80', '192.0.2.800'), 1);
    assert.equal(known('p=reject"', 'p=reject'), 1);
    assert.equal(known('HURo="', 'HURo='), 1);
    assert.equal(known('z A ', 'z AX '), TYPES.length);
    assert.equal(known('  NS ns2\n', '  NS ns2 ns3\n'), 1);
    // RFC 6672 §2.3: what stands at the very name of a DNAME is its own.
    assert.equal(known('new.example.com.\n', 'new.example.com. x\n'), TYPES.length);
  });
});
