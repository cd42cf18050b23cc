import { cite } from '../fields.ts';
import {
  at,
  type Document,
  isTrueAt,
  mapsAt,
  note,
  rootOf,
  startDocument,
  textAt,
  wrong,
} from '../json/document.ts';
import type { ReadOptions, ZoneText } from '../types.ts';
import type { YamlMap } from '../yaml/node.ts';
import { apply } from './apply.ts';
import { addressOf, type Change, changeOf, looksLikeRecord, readerOf } from './resource.ts';
import { zonesOf } from './zones.ts';

/**
 * Reads a plan as `terraform show -json` prints it (Terraform, “JSON Output Format”): the record sets that its resources
 * will be, changed or not. No zone is whole: what no resource holds stays as it is live. Total: faults are values.
 */
export function readTerraform(text: string, options: ReadOptions): ZoneText {
  const document = startDocument(options);
  const root = rootOf(document, text);
  if (root?.kind === 'map') readPlan(document, root);
  else if (root !== undefined) wrong(document, root, 'no plan of Terraform: that is an object');
  return document.reading.zone;
}

function readPlan(document: Document, root: YamlMap): void {
  const version = textAt(document, root, 'format_version');
  if (version !== undefined && !/^[01]\./.test(version.text))
    wrong(document, version, `version ${cite(version.text)} of this format is not known here`);
  if (at(root, 'resource_changes') === undefined && at(root, 'values') !== undefined)
    wrong(document, root, 'a state, no plan', 'terraform plan -out=PLAN, then terraform show -json PLAN');
  if (isTrueAt(root, 'errored')) wrong(document, root, 'the plan ended with an error: it is not whole');
  const zones = zonesOf(document, root);
  const changes: Change[] = [];
  let isAnyUnknown = false;
  for (const map of mapsAt(document, root, 'resource_changes')) {
    const kind = textAt(document, map, 'type')?.text;
    if (kind === undefined || isData(map)) continue;
    if (readerOf(kind) !== undefined)
      changes.push(changeOf(document, map, kind, zones) ?? { changed: false });
    else if (looksLikeRecord(kind)) {
      isAnyUnknown = true;
      note(document, map, `${addressOf(map)} is not read: ${cite(kind)} is not known here`);
    }
    if (document.reading.stopped) return;
  }
  apply(document, changes);
  if (version !== undefined && !isAnythingRead(document)) tellNothing(document, root, isAnyUnknown);
}

function isAnythingRead({ reading: { zone } }: Document): boolean {
  return [zone.records, zone.unread, zone.changes, zone.faults].some(({ length }) => length > 0);
}

/** Records of a provider that is not known here may be all that the plan changes. */
function tellNothing(document: Document, root: YamlMap, isAnyUnknown: boolean): void {
  if (isAnyUnknown) wrong(document, root, 'none of its records can be read');
  else if (document.reading.zone.notes.length === 0 && PLAN.some((key) => at(root, key) !== undefined))
    note(document, root, 'no record set changes');
}

const PLAN = ['planned_values', 'resource_changes'];

function isData(map: YamlMap): boolean {
  const mode = at(map, 'mode');
  return mode?.kind === 'scalar' && mode.text === 'data';
}
