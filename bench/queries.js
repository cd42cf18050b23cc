// The client alone: queries per second and CPU per query, beside loops that do nothing but encode, send, decode, and
// beside Node's own resolver. Asked is an NSD where one is installed, for it is faster than anything that asks it.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundled, median } from './measure.js';

const ZONE = `$ORIGIN wild.test.
$TTL 300
@ SOA ns host 1 7200 3600 1209600 300
@ NS ns
ns A 127.0.0.1
* TXT "v=spf1 ip4:192.0.2.1 include:_spf.example.com -all"
`;
const COUNT = 40_000;
const ROUNDS = 5;

export async function queries(folder) {
  console.log(`\nqueries, ${COUNT} of each, medians of ${ROUNDS} rounds`);
  const { NSD, startNsd } = await import(pathToFileURL(await bundled('nsd', folder)));
  if (!existsSync(NSD)) return console.log('  NSD is not installed: not measured');
  const program = await bundled('queries', folder);
  const file = path.join(folder, 'wild.zone');
  writeFileSync(file, ZONE);
  const nsd = await startNsd([{ origin: 'wild.test', file }]);
  try {
    for (const inFlight of [200, 1000]) compareKinds(program, nsd.server.port, inFlight);
  } finally {
    await nsd.stop();
  }
}

/** Name, what it is held against, and at most how many times that. */
const KINDS = [
  ['node-dns', 'Node’s dns'],
  ['loop-udp', 'socket loop, UDP'],
  ['loop-tcp', 'socket loop, TCP'],
  ['client-udp', 'client, UDP'],
  ['client-tcp', 'client, bulk (TCP)'],
];

function compareKinds(program, port, inFlight) {
  const all = new Map(KINDS.map(([kind]) => [kind, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [kind] of KINDS) all.get(kind).push(once(program, port, kind, inFlight));
  const of = (kind, what) => median(all.get(kind).map((one) => one[what])) / COUNT;
  console.log(
    `  ${inFlight} in flight              queries/s   CPU each   CPU to UDP loop   time to Node’s dns`,
  );
  for (const [kind, name] of KINDS) {
    const [wall, cpu] = [of(kind, 'wall'), of(kind, 'cpu')];
    const figures = [
      Math.round(1000 / wall)
        .toString()
        .padStart(12),
      `${(1000 * cpu).toFixed(1)} µs`.padStart(11),
      `${(cpu / of('loop-udp', 'cpu')).toFixed(2)}x`.padStart(18),
      `${(wall / of('node-dns', 'wall')).toFixed(2)}x`.padStart(21),
    ];
    console.log(`  ${name.padEnd(20)}${figures.join('')}`);
  }
}

function once(program, port, kind, inFlight) {
  const args = [program, kind, port, COUNT, inFlight].map(String);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${kind} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
