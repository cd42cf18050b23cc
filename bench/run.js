// Measures what design decides. Times are medians of runs in turn of fresh processes on this machine; nothing is asserted
// here, a target that is missed is marked.
//   npm run bench                          everything, about three minutes
//   npm run bench -- --only queries,bulk   some parts: start-up, audits, queries, decode, parsers, contrast, bulk
//   npm run bench -- --runs 5              fewer runs of each
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { audits, questions } from './audits.js';
import { bulk } from './bulk.js';
import { bundled, startServer } from './measure.js';
import { queries } from './queries.js';
import { startUp } from './start-up.js';

const PARTS = ['start-up', 'audits', 'queries', 'decode', 'parsers', 'contrast', 'bulk'];
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '15' }, only: { type: 'string', default: PARTS.join(',') } },
});
const runs = Number(values.runs);
const wanted = new Set(values.only.split(','));

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-bench-'));
const server = await startServer(folder);
try {
  if (wanted.has('start-up') || wanted.has('audits')) {
    const { version } = startUp(runs);
    if (wanted.has('audits')) questions(await audits(server, version, runs));
  }
  if (wanted.has('queries')) await queries(folder);
  if (wanted.has('decode')) {
    console.log('\ndecoding 64 kB');
    spawnSync(process.execPath, [await bundled('decode', folder)], { stdio: 'inherit' });
  }
  if (wanted.has('parsers')) {
    console.log('\nreading 64 kB of hostile record text: the worst of each parser');
    spawnSync(process.execPath, [await bundled('parsers', folder)], { stdio: 'inherit' });
  }
  if (wanted.has('contrast')) {
    console.log('\nthe fault matrix over UDP and TCP');
    spawnSync(process.execPath, [await bundled('contrast', folder)], { stdio: 'inherit' });
  }
  if (wanted.has('bulk')) bulk(server, folder);
} finally {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
}
