import { type Name, readName } from '../dns/index.ts';
import type { MacroExpand, MacroString } from '../records/spf-types.ts';

/**
 * The name that a domain-spec stands for where no message is at hand. Only `d` (the domain under evaluation) and `o`
 * (the sender's domain, which for an audit is the audited one) have a value; any other macro leaves the name open.
 */
export function staticTarget(spec: MacroString, current: Name, audited: Name): Name | 'macro' | 'bad-name' {
  let text = '';
  for (const part of spec.parts) {
    const value = part.kind === 'literal' ? part.text : expand(part, current, audited);
    if (value === undefined) return 'macro';
    text += value;
  }
  const read = readName(shortened(text));
  return 'name' in read ? read.name : 'bad-name';
}

function expand(
  { letter, keep, reverse, delimiters }: MacroExpand,
  current: Name,
  audited: Name,
): string | undefined {
  if (letter !== 'd' && letter !== 'o') return undefined;
  const value = letter === 'd' ? current : audited;
  const parts = splitAt(value, delimiters === '' ? '.' : delimiters);
  if (reverse) parts.reverse();
  return parts.slice(keep === undefined ? 0 : -keep).join('.');
}

function splitAt(value: string, delimiters: string): string[] {
  const parts = [''];
  for (const char of value) {
    if (delimiters.includes(char)) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

const MAX_NAME = 253;

/** RFC 7208 §7.3: labels are dropped from the left until the name fits. */
function shortened(text: string): string {
  let name = text;
  while (name.length > MAX_NAME) {
    const dot = name.indexOf('.');
    if (dot === -1) return name;
    name = name.slice(dot + 1);
  }
  return name;
}
