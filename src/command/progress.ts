import { monotonicMs } from '../dns/clock.ts';
import type { Streams } from './streams.ts';

export interface Progress {
  done(): void;
  clear(): Promise<void>;
}

const EVERY_MS = 200;

/** A line on stderr that tells how far a long run is; only where a person watches and nothing else writes there. */
export function progressOn({ stderr, stdout, env }: Streams, many: boolean): Progress {
  const shown = many && stderr.isTTY && !stdout.isTTY && !env['CI'];
  let count = 0;
  let last = 0;
  return {
    done() {
      count++;
      if (!shown || monotonicMs() - last < EVERY_MS) return;
      last = monotonicMs();
      void stderr.write(`\r${count} domains`);
    },
    async clear() {
      if (shown && last > 0) await stderr.write('\r\u001b[K');
    },
  };
}
