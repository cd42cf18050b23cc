import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FORMATS } from '../../src/render/index.ts';
import { mailcheck } from '../support/command.ts';
import { projectFolder, projectText } from '../support/project.ts';

/** What each machine format makes of one faulty and one unreachable domain. `UPDATE_GOLDEN=1` writes them anew. */

const CASES: Record<string, string[]> = {
  faulty: ['dmarc', 'example.com', '--zone', 'test/render/samples/faulty.zone', '--offline'],
  unreachable: ['dmarc', 'example.com', '--server', '127.0.0.1:9'],
};
const FOR_MACHINES = FORMATS.filter((format) => !['table', 'text', 'json', 'ndjson'].includes(format));

/** Rules that found nothing: each new one would change the sample. */
const QUIET_CASE = /^ {2}<testcase [^>]*(?:\/>|><skipped [^>]*\/><\/testcase>)\n/gm;

/** The run's own figures are no part of the sample. */
function steady(text: string): string {
  return text
    .replace(/time=\d+\.\d\ds/, 'time=0.00s')
    .replace(/queries=\d+/, 'queries=0')
    .replace(/\d+ DNS packets?/, '0 DNS packets')
    .replaceAll(/, \d+ tries/g, ', N tries')
    .replaceAll(/Left open: [^<"\n\\]*/g, 'Left open: …')
    .replaceAll('\r\n', '\n')
    .replaceAll(/(tests|skipped)="\d+"/g, '$1="N"')
    .replaceAll(QUIET_CASE, '');
}

describe('samples of the formats', () => {
  for (const [name, args] of Object.entries(CASES)) {
    for (const format of FOR_MACHINES) {
      it(`${name} as ${format}`, async () => {
        const { stdout, stderr } = await mailcheck([...args, '--format', format]);
        const file = path.join('test', 'render', 'samples', `${name}.${format}.txt`);
        const shown = steady(stdout);
        if (process.env['UPDATE_GOLDEN']) writeFileSync(path.join(projectFolder(), file), shown);
        assert.equal(stderr, '');
        assert.equal(shown, projectText(file));
      });
    }
  }
});
