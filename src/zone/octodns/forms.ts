import type { RecordType } from '../../dns/types.ts';

/**
 * How OctoDNS writes the data of each type: `docs/records.md` and `octodns/record/*.py` of octodns/octodns. The fields
 * stand in the order of the presentation form.
 */
export type Kind =
  /** A decimal number. */
  | 'number'
  /** A whole name, with its final dot. */
  | 'name'
  /** One word: an address, hexadecimal digits, base64. */
  | 'word'
  /** Text without a form of its own. */
  | 'text'
  /** Text of TXT: `;` escaped, cut into character-strings. */
  | 'strings'
  /** SvcParams: a mapping of keys to a value or a list. */
  | 'parameters';

export interface Field {
  /** Its key, then the older ones that OctoDNS still takes. */
  keys: readonly string[];
  kind: Kind;
  /** What OctoDNS takes where it is left out. */
  otherwise?: string;
}

export interface Form {
  /** A value is a mapping of these; without them it is one scalar of `kind`. */
  fields?: readonly Field[];
  kind?: Kind;
  /** One value only: OctoDNS reads no `values`. */
  one?: boolean;
}

const number = (...keys: string[]): Field => ({ keys, kind: 'number' });
const name = (...keys: string[]): Field => ({ keys, kind: 'name' });
const word = (...keys: string[]): Field => ({ keys, kind: 'word' });
const text = (...keys: string[]): Field => ({ keys, kind: 'text' });

const service: Form = {
  fields: [
    number('svcpriority'),
    name('targetname'),
    { keys: ['svcparams'], kind: 'parameters', otherwise: '' },
  ],
};

const FORMS = new Map<string, Form>(
  Object.entries({
    A: { kind: 'word' },
    AAAA: { kind: 'word' },
    CAA: { fields: [{ ...number('flags'), otherwise: '0' }, word('tag'), text('value')] },
    CNAME: { kind: 'name', one: true },
    DNAME: { kind: 'name', one: true },
    DS: { fields: [number('key_tag'), number('algorithm'), number('digest_type'), word('digest')] },
    HTTPS: service,
    MX: { fields: [number('preference', 'priority'), name('exchange', 'value')] },
    NAPTR: {
      fields: [
        number('order'),
        number('preference'),
        text('flags'),
        text('service'),
        text('regexp'),
        name('replacement'),
      ],
    },
    NS: { kind: 'name' },
    OPENPGPKEY: { kind: 'word' },
    PTR: { kind: 'name' },
    SOA: {
      one: true,
      fields: [
        name('mname'),
        name('rname'),
        ...['serial', 'refresh', 'retry', 'expire', 'minimum'].map((key) => number(key)),
      ],
    },
    SPF: { kind: 'strings' },
    SRV: { fields: [number('priority'), number('weight'), number('port'), name('target')] },
    SSHFP: { fields: [number('algorithm'), number('fingerprint_type'), word('fingerprint')] },
    SVCB: service,
    TLSA: {
      fields: [
        number('certificate_usage'),
        number('selector'),
        number('matching_type'),
        word('certificate_association_data'),
      ],
    },
    TXT: { kind: 'strings' },
    URI: { fields: [number('priority'), number('weight'), text('target')] },
  } satisfies Record<string, Form>),
);

/** DS as it was written before OctoDNS 1.0: the keys had each other's names. */
const OLD_DS: Form = {
  fields: [number('flags'), number('protocol'), number('algorithm'), word('public_key')],
};

export function formOf(type: string, keys: readonly string[] = []): Form | undefined {
  const isOldDs = type === 'DS' && (keys.includes('public_key') || keys.includes('flags'));
  return isOldDs ? OLD_DS : FORMS.get(type);
}

export const KNOWN_TYPES: readonly string[] = [...FORMS.keys()];

/** Types that a provider turns into records of other types when it is asked: what these hold no file tells. */
export function answersInstead(type: string): readonly RecordType[] | undefined {
  return type === 'ALIAS' || type === 'URLFWD' || type.includes('/') ? ['A', 'AAAA'] : undefined;
}
