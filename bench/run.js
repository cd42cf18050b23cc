// Measures what design decides: start-up, the time of an audit over a slow network, the questions it asks.
//   npm run bench             everything, about half a minute
//   npm run bench -- --runs 5 fewer runs of each
// Times are wall-clock medians of alternating runs of fresh processes on this machine; nothing is asserted here, a target
// that is missed is marked. Names come from bench/example.zone, whose first lines say why DEPTH is what it is.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..');
const bin = path.join(root, 'bin', 'mailcheck.js');
const zone = path.join(import.meta.dirname, 'example.zone');
const DEPTH = 4;
const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Number(values.runs);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const ms = (time) => `${time.toFixed(1).padStart(8)} ms`;
const ratio = (value, target) =>
  `${value.toFixed(2).padStart(6)}x  ${value <= target ? 'within' : 'MISSES'} ${target}x`;

/** Wall time of a process from start to end; it must end well, or the time means nothing. */
function timed(args) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const time = performance.now() - begin;
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return time;
}

/** Medians of several commands, run in turn so that the machine's moods hit all alike; the first round only warms up. */
function compare(commands) {
  const times = commands.map(() => []);
  for (let round = 0; round <= runs; round++) {
    for (const [index, args] of commands.entries()) {
      const time = timed(args);
      if (round > 0) times[index].push(time);
    }
  }
  return times.map(median);
}

function startUp() {
  console.log(`start-up, Node ${process.version}, medians of ${runs}`);
  const offline = [bin, 'mx', 'example.com', '--zone', zone, '--offline'];
  const [node, version, mx, full] = compare([
    ['-e', '0'],
    [bin, '--version'],
    offline,
    offline.with(1, 'full'),
  ]);
  console.log(`  node -e 0              ${ms(node)}`);
  console.log(`  mailcheck --version    ${ms(version)}  ${ratio(version / node, 1.3)}`);
  console.log(`  mailcheck mx, zone     ${ms(mx)}  ${ratio(mx / node, 2)}`);
  console.log(`  mailcheck full, zone   ${ms(full)}  ${(full / node).toFixed(2).padStart(6)}x`);
  return { version, full };
}

async function startServer(folder) {
  const outfile = path.join(folder, 'name-server.mjs');
  const entryPoints = [path.join(import.meta.dirname, 'name-server.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  const child = spawn(process.execPath, [outfile, zone], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const port = (await lines.next()).value;
  return {
    label: `127.0.0.1:${port}`,
    delay: (milliseconds) => child.stdin.write(`delay ${milliseconds}\n`),
    async log() {
      child.stdin.write('log\n');
      return JSON.parse((await lines.next()).value);
    },
    stop: () => child.stdin.end(),
  };
}

/**
 * Rounds of questions and answers, one after the other, that the log shows: a question is one round later than the last
 * answer that had left before it came. More than the zone asks for means that something waits without need.
 */
function roundsIn(log) {
  const rounds = [];
  for (const { came } of log) {
    const before = log.flatMap(({ left }, index) => (left <= came ? [rounds[index] ?? 0] : []));
    rounds.push(1 + Math.max(0, ...before));
  }
  return Math.max(0, ...rounds);
}

/** The question of each round that was answered last: what the next round waited for. */
function lastOfRounds(log) {
  const rounds = log.map((_entry, index) => roundsIn(log.slice(0, index + 1)));
  return [...new Set(rounds)].map(
    (round) => log.findLast((_entry, index) => rounds[index] === round).question,
  );
}

async function audits(server, startUpTime) {
  const command = [bin, 'full', 'example.com', '--server', server.label, '--json'];
  console.log(`\na full audit, against start-up (--version) + ${DEPTH} × latency`);
  let log = [];
  for (const latency of [0, 20, 100]) {
    server.delay(latency);
    const times = [];
    for (let round = 0; round < Math.min(runs, 7); round++) {
      await server.log();
      times.push(timed(command));
      log = await server.log();
    }
    const time = median(times);
    const least = startUpTime + DEPTH * latency;
    const verdict = latency === 100 ? ratio(time / least, 1.15) : `${(time / least).toFixed(2).padStart(6)}x`;
    console.log(
      `  ${String(latency).padStart(3)} ms latency         ${ms(time)}  ${verdict}   (${ms(least).trim()} at least)`,
    );
  }
  return log;
}

function questions(log) {
  const asked = log.map(({ question }) => question);
  const twice = [...new Set(asked.filter((question, index) => asked.indexOf(question) !== index))];
  const rounds = roundsIn(log);
  console.log('\nquestions of one audit');
  console.log(
    `  asked                  ${String(log.length).padStart(8)}     over TCP ${log.filter(({ transport }) => transport === 'tcp').length}`,
  );
  console.log(`  asked twice            ${String(twice.length).padStart(8)}     ${twice.join(', ')}`);
  console.log(
    `  rounds                 ${String(rounds).padStart(8)}     ${rounds <= DEPTH ? 'as the zone needs' : `the zone needs ${DEPTH}`}`,
  );
  if (rounds > DEPTH) console.log(`    one waits for another: ${lastOfRounds(log).join(' > ')}`);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-bench-'));
try {
  const { version } = startUp();
  const server = await startServer(folder);
  questions(await audits(server, version));
  server.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
