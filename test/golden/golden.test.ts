import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { projectFolder, projectText } from '../support/project.ts';

/** Ten typical domains as a person sees them. `UPDATE_GOLDEN=1` writes the tables anew: read them before you commit. */

const zone = (name: string): string[] => ['--zone', `test/golden/zones/${name}.zone`, '--offline'];

const CASES: Record<string, string[]> = {
  healthy: ['example.com', ...zone('healthy'), '--selector', 's2026a,letters'],
  'p-none': ['example.com', ...zone('p-none')],
  'over-the-limit': ['example.com', ...zone('over-the-limit')],
  'broken-record': ['example.com', ...zone('broken-record')],
  'no-mail': ['example.com', ...zone('no-mail')],
  'null-mx-with-others': ['example.com', ...zone('null-mx-with-others')],
  'dangling-include': ['example.com', ...zone('dangling-include')],
  unreachable: ['example.com', '--server', '127.0.0.1:9'],
  'inherited-policy': ['news.example.com', ...zone('inherited-policy'), '--selector', 's1'],
  'public-suffix': ['co.uk', ...zone('public-suffix')],
};

/** The run's own figures are no part of the picture. */
function steady(text: string): string {
  return text.replace(/\d+\.\d s ·/, '0.0 s ·').replace(/: \d+ quer(?:y|ies),/, ': N queries,');
}

describe('golden tables', () => {
  for (const [name, args] of Object.entries(CASES)) {
    for (const columns of [80, 120]) {
      it(`${name} at ${columns} columns`, async () => {
        const { stdout, stderr, code } = await mailcheck(['full', ...args], {
          columns,
          isTTY: true,
          env: { NO_COLOR: '1' },
        });
        const file = path.join('test', 'golden', `${name}.${columns}.txt`);
        const shown = `$ mailcheck full ${args.join(' ')}\n${steady(stdout)}${stderr}`;
        if (process.env['UPDATE_GOLDEN']) {
          writeFileSync(path.join(projectFolder(), file), shown);
        }
        assert.equal(shown, projectText(file));
        for (const line of shown.split('\n').slice(1)) assert.ok(line.length <= columns, `too wide: ${line}`);
        assert.ok(shown.includes(`exit ${code}`));
      });
    }
  }
});
