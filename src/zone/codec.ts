import type { DataOf, KnownType, RecordType } from '../dns/types.ts';
import { quote } from './escapes.ts';
import type { Fields } from './fields.ts';

/** A type's data between presentation text and its decoded form. */
export interface Codec<T extends RecordType> {
  read: (fields: Fields) => DataOf<T>;
  print: (data: DataOf<T>) => string;
}

export type Codecs<T extends KnownType> = { readonly [K in T]: Codec<K> };

export const U8 = 0xff;
export const U16 = 0xffff;
export const U32 = 0xffffffff;

/** Character-strings, each cut to the 255 octets that one can hold. */
export function printStrings(strings: readonly string[]): string {
  if (strings.length === 0) return '""';
  return strings.flatMap(cut).map(quote).join(' ');
}

function cut(text: string): string[] {
  if (text.length <= 255) return [text];
  return Array.from({ length: Math.ceil(text.length / 255) }, (_, i) => text.slice(i * 255, (i + 1) * 255));
}
