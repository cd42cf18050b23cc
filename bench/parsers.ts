/** What the worst 64 kB of record text cost each parser: CPU, the best of some rounds, since other work runs beside it. */
import { hostileTexts, parsers } from '../test/records/hostile-texts.ts';

const LIMIT_MS = 50;
/** Texts that look worst at first sight are measured again. */
const SUSPECTS = 8;
const ROUNDS = 8;

function cost(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function worst(parse: (text: string) => unknown): { what: string; time: number } {
  let suspects: { what: string; text: string; time: number }[] = [];
  for (const [what, text] of hostileTexts()) {
    suspects.push({ what, text, time: cost(() => parse(text)) });
    suspects = suspects.sort((a, b) => b.time - a.time).slice(0, SUSPECTS);
  }
  const again = suspects.map(({ what, text }) => ({
    what,
    time: Math.min(...Array.from({ length: ROUNDS }, () => cost(() => parse(text)))),
  }));
  return again.sort((a, b) => b.time - a.time)[0]!;
}

let most = 0;
for (const [name, parse] of parsers) {
  const { what, time } = worst(parse);
  most = Math.max(most, time);
  console.log(`  ${name.padEnd(22)}${time.toFixed(1).padStart(6)} ms  ${what}`);
}
console.log(`  at most ${most.toFixed(1)} ms: ${most <= LIMIT_MS ? 'within' : 'MISSES'} ${LIMIT_MS} ms`);
