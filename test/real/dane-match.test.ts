import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { associationData, readCertificate, recommendedFor } from '../../src/facts/dane/certificate.ts';
import { type DaneMatch, matchTlsa } from '../../src/facts/dane/match.ts';
import type { TlsaData } from '../../src/records/tlsa.ts';
import { printData } from '../../src/zone/index.ts';
import { type Issued, issued } from '../servers/certificate-chain.ts';
import { OPENSSL } from '../servers/certificates.ts';
import { freePort, skipWithout } from '../servers/process.ts';

const DANETOOL = '/usr/bin/danetool';
const NAME = 'mail.example.com';

const root = issued({ subject: 'Root' });
const middle = issued({ subject: 'Middle', issuer: root });
const stranger = issued({ subject: 'Stranger' });
const good = issued({ subject: 'good', names: [NAME], issuer: middle });
const wild = issued({ subject: 'wild', names: ['*.example.com'], issuer: middle });
const commonName = issued({ subject: NAME, names: [], issuer: middle });
const elsewhere = issued({ subject: NAME, names: ['mail.example.net'], issuer: middle });
const ofDomain = issued({ subject: 'domain', names: ['example.com'], issuer: middle });
const expired = issued({ subject: 'old', names: [NAME], issuer: middle, expired: true });
const oldMiddle = issued({ subject: 'Old middle', issuer: root, expired: true });
const belowOld = issued({ subject: 'below', names: [NAME], issuer: oldMiddle });
const alone = issued({ subject: 'alone', names: ['other.example.net'], expired: true });
/** Certificates are made to begin with the second in which they are made. */
const NOW = new Date(Date.now() + 2000);

function record(of: Issued, usage: number, selector: number, matchingType: number): TlsaData {
  const parameters = { selector, matchingType };
  return { usage, ...parameters, data: associationData(readCertificate(of.der)!, parameters)! };
}

interface Case {
  what: string;
  sent: Issued[];
  records: TlsaData[];
  outcome: DaneMatch['outcome'];
  problem?: string | null;
  depth?: number | null;
}

const CASES: Case[] = [
  ...[0, 1].flatMap((selector) =>
    [0, 1, 2].map(
      (type): Case => ({
        what: `3 ${selector} ${type}`,
        sent: [good, middle],
        records: [record(good, 3, selector, type)],
        outcome: 'match',
        depth: 0,
      }),
    ),
  ),
  ...[0, 1].flatMap((selector) =>
    [0, 1, 2].map(
      (type): Case => ({
        what: `2 ${selector} ${type} of what is sent`,
        sent: [good, middle, root],
        records: [record(root, 2, selector, type)],
        outcome: 'match',
        depth: 2,
      }),
    ),
  ),
  {
    what: '3 1 1: neither the name nor the date counts',
    sent: [alone],
    records: [record(alone, 3, 1, 1)],
    outcome: 'match',
  },
  {
    what: '3 1 1 of another key',
    sent: [good, middle],
    records: [record(stranger, 3, 1, 1)],
    outcome: 'no-match',
    problem: 'other-key',
    depth: null,
  },
  {
    what: '3 1 1 of the authority',
    sent: [good, middle],
    records: [record(middle, 3, 1, 1)],
    outcome: 'no-match',
    problem: 'other-key',
  },
  {
    what: 'the next key beside the one in use',
    sent: [good, middle],
    records: [record(stranger, 3, 1, 1), record(good, 3, 1, 1)],
    outcome: 'match',
  },
  {
    what: 'an authority between',
    sent: [good, middle],
    records: [record(middle, 2, 0, 1)],
    outcome: 'match',
    depth: 1,
  },
  {
    what: 'an authority that is not sent',
    sent: [good, middle],
    records: [record(root, 2, 0, 1)],
    outcome: 'no-match',
    problem: 'not-sent',
    depth: null,
  },
  {
    what: 'an authority not sent, whole in the DNS',
    sent: [good, middle],
    records: [record(root, 2, 0, 0)],
    outcome: 'match',
    depth: null,
  },
  {
    what: 'the key of an authority not sent, whole in the DNS',
    sent: [good, middle],
    records: [record(root, 2, 1, 0)],
    outcome: 'match',
  },
  {
    what: 'an authority that issued something else',
    sent: [good, middle, stranger],
    records: [record(stranger, 2, 0, 1)],
    outcome: 'no-match',
    problem: 'not-issued',
    depth: 2,
  },
  {
    what: 'certificates in another order',
    sent: [good, root, middle],
    records: [record(root, 2, 0, 1)],
    outcome: 'match',
  },
  {
    what: 'a wildcard',
    sent: [wild, middle],
    records: [record(middle, 2, 0, 1)],
    outcome: 'match',
  },
  {
    what: 'the common name where there is no other',
    sent: [commonName, middle],
    records: [record(middle, 2, 0, 1)],
    outcome: 'match',
  },
  {
    what: 'the common name beside other names',
    sent: [elsewhere, middle],
    records: [record(middle, 2, 0, 1)],
    outcome: 'no-match',
    problem: 'name',
  },
  {
    what: 'an expired certificate below an authority',
    sent: [expired, middle],
    records: [record(middle, 2, 0, 1)],
    outcome: 'no-match',
    problem: 'dates',
  },
  {
    what: 'an expired one between',
    sent: [belowOld, oldMiddle, root],
    records: [record(root, 2, 0, 1)],
    outcome: 'no-match',
    problem: 'dates',
  },
  {
    what: 'a self-signed certificate as its own authority',
    sent: [alone],
    records: [record(alone, 2, 1, 1)],
    outcome: 'no-match',
    problem: 'not-sent',
  },
];

const skip = skipWithout(OPENSSL, DANETOOL);

describe('TLSA records against what a server sends', { skip }, () => {
  for (const { what, sent, records, outcome, problem, depth } of CASES) {
    it(what, async () => {
      const found = matchTlsa(records, sent, [NAME], NOW);
      assert.equal(found.outcome, outcome);
      if (problem !== undefined) assert.equal(found.verdicts[0]!.problem, problem);
      if (depth !== undefined) assert.equal(found.verdicts[0]!.depth, depth);
      assert.equal(await opensslSays(sent, records), outcome === 'match', 'openssl says otherwise');
    });
  }

  it('usages 0 and 1, and what is malformed, leave nothing to match', () => {
    const unusable = [
      record(root, 0, 0, 1),
      record(good, 1, 1, 1),
      { ...record(good, 3, 1, 1), data: 'c0ffee' },
    ];
    const { outcome, verdicts } = matchTlsa(unusable, [good, middle, root], [NAME], NOW);
    assert.equal(outcome, 'unusable');
    assert.deepEqual(
      verdicts.map(({ problem, depth }) => [problem, depth]),
      [
        ['unusable', 2],
        ['unusable', 0],
        ['unusable', null],
      ],
    );
  });

  it('the name of the domain will do, where it led there', () => {
    const records = [record(middle, 2, 0, 1)];
    const sent = [ofDomain, middle];
    assert.equal(matchTlsa(records, sent, [NAME], NOW).outcome, 'no-match');
    assert.equal(matchTlsa(records, sent, [NAME, 'example.com'], NOW).outcome, 'match');
  });

  it('nothing sent, or no certificate, matches nothing', () => {
    const records = [record(good, 3, 1, 1), record(root, 2, 0, 0)];
    for (const chain of [
      [],
      [{ der: '' }],
      [{ der: 'MIIB' }],
      [{ der: Buffer.alloc(900, 0x30).toString('base64') }],
    ])
      assert.equal(matchTlsa(records, chain, [NAME], NOW).outcome, 'no-match');
  });

  it('danetool makes the record that is proposed', () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'mailcheck-danetool-')), 'cert.pem');
    try {
      writeFileSync(file, good.cert);
      const args = ['--tlsa-rr', '--host', NAME, '--port', '25', '--load-certificate', file];
      const said = execFileSync(DANETOOL, args, { encoding: 'utf8', stdio: 'pipe' });
      const data = /TLSA \( 03 01 01 ([0-9a-f]{64}) \)/.exec(said)?.[1];
      assert.equal(printData('TLSA', recommendedFor(readCertificate(good.der)!)), `3 1 1 ${data}`);
    } finally {
      rmSync(path.dirname(file), { recursive: true });
    }
  });

  it('a hostile chain and thousands of records cost little', () => {
    const records = Array.from({ length: 5000 }, (_, index) => ({
      ...record(root, 2, index % 2, 1),
      data: index.toString(16).padStart(64, '0'),
    }));
    const chain = Array.from({ length: 1000 }, () => middle);
    const start = performance.now();
    assert.equal(matchTlsa(records, [good, ...chain], [NAME], NOW).outcome, 'no-match');
    assert.ok(performance.now() - start < 500);
  });
});

/** The same question to `openssl s_client`, which serves and speaks on loopback. */
async function opensslSays(sent: readonly Issued[], records: readonly TlsaData[]): Promise<boolean> {
  const [leaf, ...others] = sent as [Issued, ...Issued[]];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-dane-'));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  const port = String(await freePort());
  const chain = others.map(({ cert }) => cert).join('');
  const server = spawn(OPENSSL, [
    's_server',
    ...[
      '-accept',
      `127.0.0.1:${port}`,
      '-cert',
      file('leaf.pem', leaf.cert),
      '-key',
      file('key.pem', leaf.key),
    ],
    ...(others.length > 0 ? ['-cert_chain', file('chain.pem', chain)] : []),
  ]);
  try {
    await new Promise<void>((resolve) =>
      server.stdout.on('data', (data) => /ACCEPT/.test(String(data)) && resolve()),
    );
    const data = records.flatMap((one) => ['-dane_tlsa_rrdata', printData('TLSA', one)]);
    const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-dane_tlsa_domain', NAME, ...data];
    const said = execFileSync(OPENSSL, [...args, '-dane_ee_no_namechecks'], {
      input: '',
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return /Verify return code: 0 \(ok\)/.test(said);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
