import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-selectors-'));
after(() => rmSync(folder, { recursive: true }));

writeFileSync(
  path.join(folder, 'a.zone'),
  `$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ MX 10 mx
mx A 192.0.2.25
own7._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
`,
);

async function rowOf(...args: string[]): Promise<string> {
  const { stdout } = await mailcheck(
    ['dkim', 'example.com', '--zone', 'a.zone', '--offline', '--color', 'never', ...args],
    { cwd: folder, columns: 200 },
  );
  return /^ {2}DKIM +\S+ +(.*)$/m.exec(stdout)?.[1] ?? stdout;
}

describe('dkim: selectors that are given and those that are guessed', () => {
  it('a given one without a key is no guess', async () => {
    assert.equal(
      await rowOf('--selectors', 'none', '--selector', 's9'),
      'no key is published at selector s9',
    );
    assert.equal(
      await rowOf('--selectors', 'none', '--selector', 's8,s9'),
      'no key is published at selectors s8, s9',
    );
  });

  it('and the guesses are counted without it', async () => {
    const [, guessed] = /none of (\d+) guessed selectors; give --selector$/.exec(await rowOf()) ?? [];
    assert.ok(Number(guessed) > 10);
    assert.equal(
      await rowOf('--selector', 's9'),
      `no key is published at selector s9, nor at ${guessed} guessed ones`,
    );
  });

  it('is told beside the keys that are found', async () => {
    assert.equal(await rowOf('--selector', 's9,own7'), 'own7 (Ed25519); no key is published at selector s9');
    const { stdout } = await mailcheck(
      ['dkim', 'example.com', '--zone', 'a.zone', '--offline', '--json', '--selector', 's9,own7'],
      { cwd: folder },
    );
    const { missing, tried } = JSON.parse(stdout).results[0].sections.dkim.facts;
    assert.deepEqual(missing, ['s9']);
    assert.ok(tried.includes('s9'));
  });
});
