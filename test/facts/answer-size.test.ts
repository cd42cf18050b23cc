import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CLASS_IN, type Name, presentAnswer } from '../../src/dns/index.ts';
import { encodeMessage } from '../../src/dns/wire/index.ts';
import { textAnswerSize } from '../../src/facts/answer-size.ts';

const FLAGS = { qr: true, aa: false, tc: false, rd: true, ra: true, ad: false, cd: false };
const EDNS = { udpSize: 1232, version: 0, dnssecOk: false, options: [], errors: [] };

function encodedSize(name: Name, chain: Name[], texts: string[][]): number {
  const owners = [name, ...chain];
  const fields = { class: CLASS_IN, ttl: 3600 };
  const links = chain.map((target, index) => ({
    ...fields,
    name: owners[index]!,
    type: 'CNAME' as const,
    data: { target },
  }));
  const records = texts.map((strings) => ({
    ...fields,
    name: owners.at(-1)!,
    type: 'TXT' as const,
    data: { strings },
  }));
  return encodeMessage({
    id: 1,
    flags: FLAGS,
    opcode: 0,
    rcode: 0,
    questions: [{ name, type: 'TXT', class: CLASS_IN }],
    answers: [...links, ...records],
    authorities: [],
    additionals: [],
    edns: EDNS,
  }).length;
}

const CASES: [what: string, name: Name, chain: Name[], texts: string[][]][] = [
  ['one text', 'example.com', [], [['v=spf1 -all']]],
  ['several, of several strings', 'example.com', [], [['a'.repeat(255), 'b'], ['', 'c'], ['d']]],
  ['an alias within the domain', '_dmarc.example.com', ['dmarc.example.com'], [['v=DMARC1; p=none']]],
  ['an alias elsewhere', 's1._domainkey.example.com', ['s1.mail.vendor.example'], [['k'.repeat(200)]]],
  ['two aliases', 'a.example.com', ['b.vendor.example', 'x.a.example.com'], [['text']]],
  ['an escaped label', 'a\\.b.example.com', ['c.a\\.b.example.com'], [['text']]],
];

for (const [what, name, chain, texts] of CASES) {
  it(`the size of an answer is that of the message: ${what}`, () => {
    const links = chain.map((to, index) => ({
      from: [name, ...chain][index]!,
      to,
      kind: 'CNAME' as const,
    }));
    const records = texts.map((strings) => ({ strings }));
    const answer = presentAnswer({ name, type: 'TXT' }, records, { server: 'a' }, { chain: links });
    assert.equal(textAnswerSize(answer), encodedSize(name, chain, texts));
  });
}
