import { fileURLToPath } from 'node:url';
import { EXIT } from './exit-codes.ts';
import { loadBundle } from './load.ts';
import type { run as Run } from './run.ts';
import type { Output, Streams } from './streams.ts';
import { whyUnwritable } from './unreadable.ts';
import { VERSION } from './version.ts';

/** Binds the command to this process. Sets `exitCode` and ends naturally, so that a pipe gets every byte. */

/** Why output could not be written, where it could not. */
let unwritten: string | undefined;

function outputOf(stream: NodeJS.WriteStream): Output {
  let open = true;
  // A reader that has gone away is no error: the verdict still counts. Anything else is: the output is not whole.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') unwritten = whyUnwritable(error);
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    write: (text) =>
      new Promise((resolve) => {
        if (!open) resolve(false);
        else stream.write(text, (error) => resolve(!error));
      }),
  };
}

/** For output that is under way. */
const GRACE_MS = 5000;

const interruption = new AbortController();
let signalled: number | undefined;
for (const [signal, code] of [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
] as const) {
  process.once(signal, () => {
    signalled = code;
    interruption.abort(code);
    // Nobody listens any more: it ends us, where something that cannot be interrupted is still waited for.
    setTimeout(() => process.kill(process.pid, signal), GRACE_MS).unref();
  });
}

const args = process.argv.slice(2);
const streams: Streams = {
  // Opened only when it is read: that costs more than parsing the arguments.
  get stdin() {
    return process.stdin;
  },
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  interrupted: interruption.signal,
};
const code = await main();
if (unwritten !== undefined)
  await streams.stderr.write(`mailcheck: the output could not be written: ${unwritten}\n`);
process.exitCode = signalled ?? (unwritten === undefined ? code : EXIT.usage);
// Lookups under way would keep an interrupted run alive until they time out; all output is written by now.
if (signalled !== undefined) process.exit();

/** Scripts ask for the version at every start: that needs no parser. */
async function main(): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    await streams.stdout.write(`${VERSION}\n`);
    return EXIT.pass;
  }
  const { exports } = loadBundle(fileURLToPath(new URL('./run.cjs', import.meta.url)));
  return (exports as { run: typeof Run }).run(args, streams);
}
