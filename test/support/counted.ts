import type { Resolver } from '../../src/dns/index.ts';
import { fixtureResolver } from './fixture.ts';

/** A fixture that keeps every different question: equal ones share an answer in a run. */
export function counted(zone: string): { resolver: Resolver; asked: Set<string> } {
  const world = fixtureResolver(zone);
  const asked = new Set<string>();
  const ask: Resolver['ask'] = (name, type, at) => {
    asked.add(`${name.toLowerCase()} ${type} ${at ?? ''}`);
    return world.ask(name, type, at);
  };
  return { resolver: { ...world, ask }, asked };
}

export const each = (count: number, text: (index: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

/** A TXT record in strings that a zone file takes. */
export function txt(name: string, text: string): string {
  return `${name} TXT ${text
    .match(/.{1,200}/g)!
    .map((part) => `"${part}"`)
    .join(' ')}`;
}
