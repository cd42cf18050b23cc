import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { SECTIONS } from '../../src/facts/index.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { projectFolder, projectText } from '../support/project.ts';
import { ED25519_KEY, PUBLIC_KEYS } from './keys.ts';

/**
 * Domains set up as the providers’ own instructions say, one for every big provider and every role. A rule that fires on
 * one of them is wrong, not the domain.
 */

const folder = path.join('test', 'zones');

/**
 * `TXT KEY1` is a DKIM record of 2048 bits, `TXT BARE1` one without v=DKIM1, `TXT ED25519` one of that kind;
 * `TXT "v=DKIM1; t=s; p=" KEY1` is one with tags of its own.
 */
function withKeys(zone: string): string {
  return zone
    .replace(/\bTXT KEY(\d)$/gm, 'TXT "v=DKIM1; k=rsa; p=" KEY$1')
    .replace(/\bTXT BARE(\d)$/gm, 'TXT "k=rsa; p=" KEY$1')
    .replace(/" KEY(\d)$/gm, (_, number: string) => {
      const key = PUBLIC_KEYS[`KEY${number}` as keyof typeof PUBLIC_KEYS];
      return `${key.slice(0, 200)}" "${key.slice(200)}"`;
    })
    .replace(/\bTXT ED25519$/gm, `TXT "v=DKIM1; k=ed25519; p=${ED25519_KEY}"`);
}

function declaredIn(zone: string, what: string): string[] {
  return [...zone.matchAll(new RegExp(`^;\\? ${what} (\\S+)$`, 'gm'))].map(([, value]) => value!);
}

describe('correct domains', () => {
  const world = projectText(path.join(folder, 'world.zone'));
  const files = readdirSync(path.join(projectFolder(), folder, 'correct')).sort();
  for (const file of files) {
    const zone = projectText(path.join(folder, 'correct', file));
    it(`${file}${zone.slice(1, zone.indexOf('\n'))}: no error, no warning`, async () => {
      const [domain = 'example.com'] = declaredIn(zone, 'domain');
      const [role] = declaredIn(zone, 'role');
      const result = await audit(domain, fixtureResolver(withKeys(`${zone}\n${world}`)), {
        sections: SECTIONS,
        declared: { selectors: declaredIn(zone, 'selector'), ...(role && { role: role as 'mail' }) },
      });
      const wrong = result.findings.filter(({ severity }) => severity !== 'notice');
      assert.deepEqual(
        wrong.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`),
        [],
      );
      assert.deepEqual(result.inconclusive, []);
      assert.deepEqual(result.skipped, [], 'what was not asked proves nothing');
      assert.equal(result.posture?.protection, 'enforced');
      assert.equal(result.verdict, 'pass');
    });
  }

  it('are enough to tell', () => assert.ok(files.length >= 90, `only ${files.length}`));
});
