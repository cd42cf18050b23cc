import type { Limits } from './limits.ts';

/** Who is connected, over all listeners. */
export interface Places {
  enter(address: string): void;
  leave(address: string): void;
  /** Why one more of them is too many. */
  refusal(address: string): string | undefined;
  /** So many that not even a refusal is worth its while. */
  isFlooded(): boolean;
}

export function createPlaces({ connections, connectionsPerAddress }: Limits): Places {
  const each = new Map<string, number>();
  let all = 0;
  const add = (address: string, change: 1 | -1): void => {
    const count = (each.get(address) ?? 0) + change;
    if (count === 0) each.delete(address);
    else each.set(address, count);
    all += change;
  };
  return {
    enter: (address) => add(address, 1),
    leave: (address) => add(address, -1),
    refusal(address) {
      if ((each.get(address) ?? 0) > connectionsPerAddress)
        return 'too many connections from your address, try again later';
      return all > connections ? 'too many connections, try again later' : undefined;
    },
    isFlooded: () => all > 2 * connections,
  };
}
