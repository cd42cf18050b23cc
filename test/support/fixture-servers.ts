import {
  createAuthority,
  type FailureReason,
  failedAnswer,
  nameKey,
  offline,
  overlaid,
  type Resolver,
  type SourcedRecord,
  skippedAnswer,
} from '../../src/dns/index.ts';

const REASON = /^(?:REFUSED|SERVFAIL|TIMEOUT|LAME|UNREACHABLE|TRUNCATED)$/;

/**
 * The name servers of a fixture, as they answer when they are asked themselves: `;@ 192.0.2.53` as the zone says,
 * `;@ 192.0.2.53 REFUSED` to everything, `;@ 192.0.2.53 TXT TRUNCATED` to one type, `;@ 192.0.2.53 @ MX 10 old` with this
 * record set in place of the zone's. Without any such line none can be asked.
 */
export function withNameServers(
  zone: string,
  world: Resolver,
  read: (zone: string) => SourcedRecord[],
): Resolver {
  const lines = zone
    .split('\n')
    .flatMap((line) => (/^;@ (?!\w+:)/.test(line) ? [line.slice(3).trim().split(/\s+/)] : []));
  const records = lines.length === 0 ? [] : read(zone);
  const answering = (at: string): Resolver => {
    const own = lines.filter(([address]) => address === at).map(([, ...words]) => words);
    const given = read(
      own
        .filter((words) => words.length > 2)
        .map((words) => words.join(' '))
        .join('\n'),
    );
    const isReplaced = (record: SourcedRecord): boolean =>
      given.some(({ name, type }) => type === record.type && nameKey(name) === nameKey(record.name));
    const authority = createAuthority([...records.filter((record) => !isReplaced(record)), ...given], ['.']);
    return overlaid(authority, offline);
  };
  const reasonFor = (at: string, type: string): string | undefined => {
    for (const [address, first, second] of lines) {
      if (address !== at) continue;
      if (first !== undefined && REASON.test(first)) return first;
      if (first === type && second !== undefined && REASON.test(second)) return second;
    }
    return undefined;
  };
  return {
    async ask(name, type, at) {
      if (at === undefined) return world.ask(name, type);
      const question = { name, type };
      if (lines.length === 0) return { ...skippedAnswer(question, 'not-public'), at };
      const detail = reasonFor(at, type);
      if (detail === undefined) return { ...(await answering(at).ask(name, type)), at };
      const reason = detail.toLowerCase() as FailureReason;
      return { ...failedAnswer(question, { reason, detail }, { server: at }), at };
    },
  };
}
