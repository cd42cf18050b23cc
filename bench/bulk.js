// A long list in which a few domains have dead name servers: what these cost all the others.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bin, median, ms, timed } from './measure.js';

const DOMAINS = 1000;
/** One in a hundred: the server of the bench never answers for names under `dead`. */
const EVERY = 100;
const ROUNDS = 3;
/** What the client gives one question, `TIMING.totalMs`. */
const TIME_OUT_MS = 5000;

export function bulk(server, folder) {
  server.delay(2);
  const list = (name, isDead) => {
    const file = path.join(folder, name);
    const domains = Array.from(
      { length: DOMAINS },
      (_, index) => `d${index}.${isDead(index) ? 'dead' : 'list'}.example`,
    );
    writeFileSync(file, domains.join('\n'));
    return [bin, 'full', `@${file}`, '--server', server.label, '--format', 'ndjson', '--no-authoritative'];
  };
  const clean = list('clean.txt', () => false);
  const dead = list('dead.txt', (index) => index % EVERY === EVERY / 2);
  const times = { clean: [], dead: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.clean.push(timed(clean, [0, 1, 3]));
    times.dead.push(timed(dead, [0, 1, 3]));
  }
  const [before, after] = [median(times.clean), median(times.dead)];
  const extra = after - before;
  console.log(`\n${DOMAINS} domains, ${DOMAINS / EVERY} of them with dead servers, medians of ${ROUNDS}`);
  console.log(`  all alive              ${ms(before)}`);
  console.log(
    `  some dead              ${ms(after)}  ${ms(extra).trim()} more: ${extra <= TIME_OUT_MS ? 'within' : 'MISSES'} one time-out`,
  );
}
