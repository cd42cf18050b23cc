// What the parts of the bench share: processes timed, and figures printed.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..');
export const bin = path.join(root, 'bin', 'mailcheck.js');
export const zone = path.join(import.meta.dirname, 'example.zone');
const list = path.join(import.meta.dirname, 'list.zone');

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const ms = (time) => `${time.toFixed(1).padStart(8)} ms`;
export const ratio = (value, target) =>
  `${value.toFixed(2).padStart(6)}x  ${value <= target ? 'within' : 'MISSES'} ${target}x`;

/** Wall time of a process from start to end; it must end well, or the time means nothing. */
export function timed(args, codes = [0, 1]) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const time = performance.now() - begin;
  if (!codes.includes(status)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return time;
}

/** Medians of several commands, run in turn so that the machine's moods hit all alike; the first round only warms up. */
export function compare(commands, runs) {
  const times = commands.map(() => []);
  for (let round = 0; round <= runs; round++) {
    for (const [index, args] of commands.entries()) {
      const time = timed(args);
      if (round > 0) times[index].push(time);
    }
  }
  return times.map(median);
}

/** A TypeScript file of this folder as a program. */
export async function bundled(name, folder) {
  const outfile = path.join(folder, `${name}.mjs`);
  const entryPoints = [path.join(import.meta.dirname, `${name}.ts`)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  return outfile;
}

/** The name server of the bench as a process of its own, so that its work is not counted as ours. */
export async function startServer(folder) {
  const program = await bundled('name-server', folder);
  const child = spawn(process.execPath, [program, zone, list], { stdio: ['pipe', 'pipe', 'inherit'] });
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
