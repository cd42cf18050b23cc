import type { YamlScalar } from './node.ts';

/** What a plain scalar is to a reader of YAML 1.1 (the types repository of yaml.org, as PyYAML implements it). */
export type PlainKind = 'nothing' | 'a truth value' | 'a number' | 'a date' | 'text';

const NOTHING = /^(?:~|null|Null|NULL|)$/;
const TRUTH = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const DATE =
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/;

export function kindOf({ text, plain }: YamlScalar): PlainKind {
  if (!plain) return 'text';
  if (NOTHING.test(text)) return 'nothing';
  if (TRUTH.test(text)) return 'a truth value';
  if (INTEGER.test(text) || FLOAT.test(text)) return 'a number';
  return DATE.test(text) ? 'a date' : 'text';
}

/** A number whose text comes back as it was written: `10`, but not `010` (8), `1_0` or `1.50`. */
export function isWholeNumber(text: string): boolean {
  return /^(?:0|[1-9]\d{0,14})$/.test(text);
}

/** What Python's `bool` makes of it: `lenient: true`. */
export function isTrue(scalar: YamlScalar): boolean {
  return kindOf(scalar) === 'a truth value' && /^(?:yes|true|on)$/i.test(scalar.text);
}
