import { isWithin, type Name, ROOT, readName } from '../../dns/name.ts';
import { cite } from '../fields.ts';
import { textAt, wrong } from '../json/document.ts';
import { readNameBelow } from '../whole-name.ts';
import { known, type Resource } from './given.ts';
import { isBelow } from './zones.ts';

/**
 * The owner of a resource's records. Providers take a short name, a whole one, and mostly add the zone by themselves: so
 * without the zone's name a name may be either.
 */
export function ownerOf(resource: Resource, written: string, zone: Name | undefined): Name | undefined {
  const { document, values } = resource;
  const origin = zone ?? document.file.origin;
  const place = textAt(document, values, 'name') ?? values;
  if (!written.endsWith('.') && origin === undefined) {
    const hint = 'give its zone: ORIGIN=FILE, as in example.com=plan.json';
    return wrong(document, place, `whether ${cite(written)} is a whole name is not told`, hint);
  }
  if (zone === undefined && !isOfOrigin(resource, written)) {
    const hint = 'plan one zone at a time, or leave ORIGIN= out where names are whole';
    return wrong(document, place, `${cite(written)} is of a zone that the plan does not name`, hint);
  }
  const result = readNameBelow(written.endsWith('.') ? written : `${written}.`);
  const isApex = written === '' || written === '@';
  if (isApex) return origin;
  if ('problem' in result) return wrong(document, place, `the name ${cite(written)} ${result.problem}`);
  if (written.endsWith('.') || isWithin(result.name, origin!)) return result.name;
  const below = readNameBelow(written, origin);
  return 'name' in below ? below.name : wrong(document, place, `the name ${cite(written)} ${below.problem}`);
}

/** ORIGIN= names one zone; a short name of another one would be read as one of its own. */
function isOfOrigin({ document, values, zones }: Resource, written: string): boolean {
  const isOther = zones.others.has(known(values, 'zone_id') ?? '');
  return written.endsWith('.') || !isOther || isBelow(written, document.file.origin);
}

/** The name of the zone that an id stands for, where the plan tells it. */
export function zoneOf({ values, zones }: Resource): Name | undefined {
  const id = known(values, 'zone_id');
  return id === undefined ? undefined : zoneName(zones.names.get(id));
}

export function zoneName(text: string | undefined): Name | undefined {
  if (text === undefined) return undefined;
  const result = readName(text);
  return 'name' in result && result.name !== ROOT ? result.name : undefined;
}
