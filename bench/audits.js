// The time of an audit over a slow network, and the questions it asks.
import { bin, median, ms, ratio, timed } from './measure.js';

/** Rounds of questions that bench/example.zone needs; its first lines say why. */
const DEPTH = 4;

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

export async function audits(server, startUpTime, runs) {
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

export function questions(log) {
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
