import type { VerifiedZone } from '../report/schema/verify.ts';
import type { RenderOptions } from './renderer.ts';
import { display } from './sink.ts';
import { block } from './wrap.ts';

const INDENT = '  ';
const DEEP = '    ';

/** What is served instead: once for all the servers that serve the same. */
export function differences(
  { servers, sets }: VerifiedZone,
  { width, paint }: Pick<RenderOptions, 'width' | 'paint'>,
): string[] {
  const remarks = servers.flatMap(({ host, address, serialRemark }) =>
    serialRemark === null
      ? []
      : [block(`${display(host)} (${address}): ${display(serialRemark)}`, width, DEEP, INDENT)],
  );
  const told = sets.flatMap((set, at) => {
    const versions = new Map<string, string[]>();
    for (const { host, address, sets: served } of servers) {
      const one = served[at]!;
      if (one.state !== 'differs') continue;
      const words = dataWords(one.served ?? []);
      versions.set(words, [...(versions.get(words) ?? []), `${display(host)} (${address})`]);
    }
    if (versions.size === 0) return [];
    return [
      `${INDENT}${paint.error('X')} ${display(`${set.name} ${set.type}`)}`,
      ...[...versions].map(([words, hosts]) =>
        block(`${hosts.join(', ')}: ${words}`, width, `${DEEP}          `, `${DEEP}served    `),
      ),
      block(proposedWords(set), width, `${DEEP}          `, `${DEEP}proposed  `),
    ];
  });
  return [...remarks, ...told].length === 0 ? [] : ['', ...remarks, ...told];
}

function proposedWords({ proposed, whole, removed }: VerifiedZone['sets'][number]): string {
  if (whole) return dataWords(proposed);
  const gone = removed.length === 0 ? [] : [`without ${dataWords(removed)}`];
  return [...(proposed.length === 0 ? [] : [`with ${dataWords(proposed)}`]), ...gone].join(', ');
}

function dataWords(data: readonly string[]): string {
  return data.length === 0 ? 'no records' : data.map(display).join(' and ');
}
