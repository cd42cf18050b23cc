import { type Name, ROOT } from '../../dns/name.ts';
import { cite } from '../fields.ts';
import { readZoneName } from '../names.ts';
import { toAscii } from '../whole-name.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { type RecordState, refused, textOf, wrong } from './state.ts';

/** The owner of records: relative to the zone, `''` for the zone itself. */
export function ownerOf(record: RecordState, key: YamlScalar): Name | undefined {
  const { zone } = record.all;
  if (key.text === '' && !key.plain) return zone;
  const written = textOf(record, key, 'the name', true);
  if (written === undefined) return undefined;
  if (written === '@')
    return wrong(record, key, 'the name “@” is not OctoDNS’s', "write '' for the zone itself");
  if (/\s/.test(written)) return wrong(record, key, `the name ${cite(written)} has a blank in it`);
  if (written.endsWith('.'))
    return wrong(
      record,
      key,
      `the name ${cite(written)} ends with a dot`,
      `names are relative to ${zone}: leave the zone and the dot out`,
    );
  return nameFrom(record, key, written, zone);
}

/**
 * A name within the data, as a token of the master-file reader wants it: absolute. OctoDNS never adds the zone, so a
 * name of several labels without its dot can only be meant whole; one label could be meant either way.
 */
export function targetOf(record: RecordState, scalar: YamlScalar, what: string): string | undefined {
  const written = textOf(record, scalar, what);
  if (written === undefined) return undefined;
  if (written === ROOT) return ROOT;
  if (written === '') return wrong(record, scalar, `${what} is empty`);
  if (/\s/.test(written)) return wrong(record, scalar, `${what} ${cite(written)} has a blank in it`);
  const { zone } = record.all;
  const whole = `${written}.`;
  if (!written.endsWith('.') && !written.includes('.'))
    return wrong(
      record,
      scalar,
      `${what} ${cite(written)} is no whole name`,
      `write ${whole} or ${whole}${zone}.`,
    );
  if (!written.endsWith('.'))
    refused(
      record,
      scalar,
      'a name without its final dot is read as a whole name',
      'OctoDNS refuses it unless it is lenient, and providers may differ: add the dot',
    );
  const name = nameFrom(record, scalar, written.replace(/\.$/, ''), ROOT);
  return name === undefined ? undefined : `${name}.`;
}

function nameFrom(record: RecordState, at: YamlScalar, written: string, origin: Name): Name | undefined {
  const ascii = toAscii(written);
  if (ascii === undefined) return wrong(record, at, `${cite(written)} is no internationalised name (IDNA)`);
  const result = readZoneName(ascii, origin);
  return 'name' in result ? result.name : wrong(record, at, `the name ${cite(written)} ${result.problem}`);
}
