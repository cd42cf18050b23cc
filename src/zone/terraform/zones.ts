import { at, type Document, mapsAt } from '../json/document.ts';
import type { YamlMap } from '../yaml/node.ts';
import { known } from './given.ts';

/** Where a zone's resource or data source keeps its id and its name. */
const ZONES: Readonly<Record<string, { id: readonly string[]; name: readonly string[] }>> = {
  aws_route53_zone: { id: ['zone_id', 'id'], name: ['name'] },
  cloudflare_zone: { id: ['zone_id', 'id'], name: ['name', 'zone'] },
};

/** The names of the zones that the plan tells, by their ids: resources, data sources and what was there before. */
export function zoneNames(document: Document, root: YamlMap): Map<string, string> {
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
