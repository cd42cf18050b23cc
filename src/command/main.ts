import { EXIT } from './exit-codes.ts';
import { run } from './run.ts';
import type { Output } from './streams.ts';

/** Binds the command to this process. Sets `exitCode` and ends naturally, so that a pipe gets every byte. */

function outputOf(stream: NodeJS.WriteStream): Output {
  let open = true;
  // A reader that has gone away is no error: the verdict still counts.
  stream.on('error', () => {
    open = false;
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

const interruption = new AbortController();
let signalled: number | undefined;
for (const [signal, code] of [['SIGINT', EXIT.interrupted], ['SIGTERM', EXIT.terminated]] as const) {
  process.once(signal, () => {
    signalled = code;
    interruption.abort();
  });
}

const code = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  interrupted: interruption.signal,
});
process.exitCode = signalled ?? code;
// Lookups under way would keep an interrupted run alive until they time out; all output is written by now.
if (signalled !== undefined) process.exit();
