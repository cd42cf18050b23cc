import {
  absentAnswer,
  createAuthority,
  type FailureReason,
  failedAnswer,
  isWithin,
  type Name,
  offline,
  overlaid,
  type Resolver,
  type SourcedRecord,
} from '../../src/dns/index.ts';
import { nameKey } from '../../src/dns/name.ts';
import { readMasterFile } from '../../src/zone/index.ts';
import { withNameServers } from './fixture-servers.ts';

/** The records of a fixture: zone text with `$ORIGIN example.com.` and a TTL implied. */
export function fixtureRecords(zone: string): SourcedRecord[] {
  const { records, faults } = readMasterFile(`$TTL 3600\n${zone}\n`, {
    file: 'fixture',
    origin: 'example.com',
  });
  if (faults.length > 0) throw new Error(`fixture: ${JSON.stringify(faults[0])}\n${zone}`);
  return records.map(
    ({ file, line, column: _column, ...record }) => ({ ...record, source: { file, line } }) as SourcedRecord,
  );
}

/**
 * A fixture is a closed world: what is not listed is absent.
 * `;! SERVFAIL spf.vendor.example TXT` makes that lookup fail, `;! TIMEOUT * *` every lookup;
 * `;! NXDOMAIN` and `;! NODATA` deny what the records say otherwise, as a faulty server of that world would.
 * `;! SECURE example.com` and `;! INSECURE vendor.example`: so a validating resolver says of a name and all below it.
 */
export function fixtureResolver(zone: string): Resolver {
  const records = overlaid(createAuthority(fixtureRecords(zone), ['.']), offline);
  const world = failing(validated(records, verdictsOf(zone)), failuresOf(zone));
  return withNameServers(zone, world, fixtureRecords);
}

type Verdict = [top: Name, security: 'secure' | 'insecure'];

/** The longest name first. */
function verdictsOf(zone: string): Verdict[] {
  const lines = [...zone.matchAll(/^;! (SECURE|INSECURE) (\S+)$/gm)];
  return lines
    .map(([, word, top]): Verdict => [top!, word!.toLowerCase() as 'secure'])
    .sort(([a], [b]) => b.length - a.length);
}

/** Of what rests on several names no more is said than of the weakest of them. */
function validated(world: Resolver, verdicts: readonly Verdict[]): Resolver {
  const securityOf = (name: Name) =>
    verdicts.find(([top]) => top === '.' || isWithin(name, top))?.[1] ?? 'unknown';
  return {
    async ask(name, type, at) {
      const answer = await world.ask(name, type, at);
      const all = [name, ...answer.chain.map(({ to }) => to)].map(securityOf);
      const security = (['unknown', 'insecure', 'secure'] as const).find((one) => all.includes(one))!;
      return { ...answer, security };
    },
  };
}

interface Failure {
  reason: FailureReason | 'nxdomain' | 'nodata';
  name: string;
  type: string;
}

function failuresOf(zone: string): Failure[] {
  return zone.split('\n').flatMap((line) => {
    const [mark, reason, name, type] = line.trim().split(/\s+/);
    return mark === ';!' && type !== undefined
      ? [{ reason: reason!.toLowerCase() as Failure['reason'], name: nameKey(name!), type }]
      : [];
  });
}

export function failing(world: Resolver, failures: Failure[]): Resolver {
  return {
    async ask(name, type) {
      const failure = failures.find(
        (one) => (one.name === '*' || one.name === nameKey(name)) && (one.type === '*' || one.type === type),
      );
      if (failure === undefined) return world.ask(name, type);
      const { reason } = failure;
      // Told by the same source as the records: a live denial says nothing against records that are only given.
      if (reason === 'nxdomain' || reason === 'nodata')
        return absentAnswer({ name, type }, reason, { file: 'fixture', line: 0 });
      const detail = `${reason.toUpperCase()} as the fixture says`;
      const security = reason === 'bogus' ? 'bogus' : 'unknown';
      return failedAnswer(
        { name, type },
        { reason, detail },
        { server: '192.0.2.53' },
        { tries: 3, security },
      );
    },
  };
}

/** A resolver that knows of nothing. */
export const emptyWorld: Resolver = {
  ask: async (name, type) => absentAnswer({ name, type }, 'nxdomain', { server: 'empty' }),
};
