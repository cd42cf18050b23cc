import type { Span } from '../parsed.ts';

/** The parts of RFC 7208 §12, each with its place in the record. */

export type Qualifier = '+' | '-' | '~' | '?';

export interface MacroLiteral {
  kind: 'literal';
  /** Unescaped: `%%` → "%", `%_` → " ", `%-` → "%20" (RFC 7208 §7.1). */
  text: string;
}

export interface MacroExpand {
  kind: 'expand';
  /** Lower case; `escape` tells whether the letter was upper case, which asks for URL escaping (§7.3). */
  letter: 's' | 'l' | 'o' | 'd' | 'i' | 'p' | 'h' | 'v' | 'c' | 'r' | 't';
  escape: boolean;
  /** Right-hand parts to keep; absent = all. */
  keep?: number;
  reverse: boolean;
  /** Characters that split the value; "." where none is written. */
  delimiters: string;
}

export type MacroPart = MacroLiteral | MacroExpand;

/** A domain-spec or macro-string: as written, and in its parts. */
export interface MacroString {
  text: string;
  parts: MacroPart[];
  span: Span;
}

interface Placed {
  /** The whole term as written, qualifier included. */
  text: string;
  span: Span;
}

export interface Directive extends Placed {
  qualifier: Qualifier;
  /** True where the qualifier is written out. */
  explicit: boolean;
}

export interface AllTerm extends Directive {
  kind: 'all';
}
export interface IncludeTerm extends Directive {
  kind: 'include';
  domain: MacroString;
}
export interface ExistsTerm extends Directive {
  kind: 'exists';
  domain: MacroString;
}
export interface PtrTerm extends Directive {
  kind: 'ptr';
  domain?: MacroString;
}
export interface HostTerm extends Directive {
  kind: 'a' | 'mx';
  /** Absent: the domain under evaluation. */
  domain?: MacroString;
  /** Prefix lengths in bits: 0–32 and 0–128, defaults 32 and 128. */
  prefix4: number;
  prefix6: number;
}
export interface NetworkTerm extends Directive {
  kind: 'ip4' | 'ip6';
  /** As written, without the prefix. */
  address: string;
  prefix: number;
}

export interface RedirectTerm extends Placed {
  kind: 'redirect';
  domain: MacroString;
}
export interface ExpTerm extends Placed {
  kind: 'exp';
  domain: MacroString;
}
/** RFC 7208 §6: unrecognised modifiers are ignored. */
export interface UnknownModifier extends Placed {
  kind: 'unknown-modifier';
  name: string;
  value: string;
}
/** A term that no rule of the grammar reads: it makes the whole record a permerror (RFC 7208 §4.6). */
export interface UnreadableTerm extends Placed {
  kind: 'unreadable';
}

export type SpfMechanism = AllTerm | IncludeTerm | ExistsTerm | PtrTerm | HostTerm | NetworkTerm;
export type SpfModifier = RedirectTerm | ExpTerm | UnknownModifier;
export type SpfTerm = SpfMechanism | SpfModifier | UnreadableTerm;

export interface SpfRecord {
  terms: SpfTerm[];
}
