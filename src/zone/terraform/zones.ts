import { isWithin, type Name, readName } from '../../dns/name.ts';
import { at, type Document, mapsAt } from '../json/document.ts';
import type { YamlMap } from '../yaml/node.ts';
import { known } from './given.ts';

/** Where a zone's resource or data source keeps its id and its name. */
const ZONES: Readonly<Record<string, { id: readonly string[]; name: readonly string[] }>> = {
  aws_route53_zone: { id: ['zone_id', 'id'], name: ['name'] },
  cloudflare_zone: { id: ['zone_id', 'id'], name: ['name', 'zone'] },
};

/** The zones of a plan. */
export interface Zones {
  /** By their ids. */
  names: ReadonlyMap<string, string>;
  /** Ids of zones that have no name in the plan, and not that of ORIGIN=. */
  others: ReadonlySet<string>;
}

export function zonesOf(document: Document, root: YamlMap): Zones {
  const names = zoneNames(document, root);
  const { origin } = document.file;
  const placed = mapsAt(document, root, 'resource_changes').flatMap(placesOf);
  const unnamed = new Set(placed.flatMap(({ id }) => (names.has(id) ? [] : [id])));
  const own = placed.filter(({ id, name }) => isBelow(names.get(id) ?? name, origin)).map(({ id }) => id);
  // A single zone without a name is that of ORIGIN=.
  if (own.length === 0 && unnamed.size < 2) return { names, others: new Set() };
  return { names, others: new Set([...unnamed].filter((id) => !own.includes(id))) };
}

/** In which zone a resource was or will be, and under which name. */
function placesOf(map: YamlMap): { id: string; name: string }[] {
  const change = mapIn(map, 'change');
  return ['before', 'after'].flatMap((side) => {
    const values = mapIn(change, side);
    const id = values && known(values, 'zone_id');
    return id === undefined ? [] : [{ id, name: known(values!, 'fqdn') ?? known(values!, 'name') ?? '' }];
  });
}

export function isBelow(written: string, origin: Name | undefined): boolean {
  const read = readName(written);
  return origin !== undefined && 'name' in read && isWithin(read.name, origin);
}

/** The names of the zones that the plan tells, by their ids: resources, data sources and what was there before. */
function zoneNames(document: Document, root: YamlMap): Map<string, string> {
  const names = new Map<string, string>();
  const add = (kind: string | undefined, values: YamlMap) => {
    const keys = kind !== undefined && Object.hasOwn(ZONES, kind) ? ZONES[kind] : undefined;
    const name = keys?.name.flatMap((key) => known(values, key) ?? [])[0];
    if (name === undefined) return;
    for (const key of keys!.id) {
      const id = known(values, key);
      if (id !== undefined) names.set(id, name);
    }
  };
  for (const state of [mapIn(mapIn(root, 'prior_state'), 'values'), mapIn(root, 'planned_values')])
    for (const resource of resourcesIn(document, mapIn(state, 'root_module'))) {
      const values = mapIn(resource, 'values');
      if (values) add(known(resource, 'type'), values);
    }
  return names;
}

function mapIn(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const value = map && at(map, key);
  return value?.kind === 'map' ? value : undefined;
}

function* resourcesIn(document: Document, module: YamlMap | undefined): Generator<YamlMap> {
  const left = module === undefined ? [] : [module];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    yield* mapsAt(document, next, 'resources');
    left.push(...mapsAt(document, next, 'child_modules'));
  }
}
