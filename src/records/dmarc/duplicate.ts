import type { Fault, Span } from '../parsed.ts';
import type { Tag } from '../tags.ts';
import { readUris } from './uri.ts';

/** A tag that came before; `first` where receivers see that one's value. */
export function duplicate(text: string, tag: Tag, first: Tag | undefined): Fault {
  const name = tag.name.toLowerCase();
  const span = { start: tag.nameSpan.start, end: tag.valueSpan.end };
  const message = `the tag “${name}” appears more than once`;
  const fault = { code: 'duplicate-tag', span, message, hint: 'keep one of them' };
  if (first === undefined) return fault;
  if (first.value === tag.value) return { ...fault, span: withSemicolon(text, span), replacement: '' };
  return /^ru[af]$/.test(name) ? { ...fault, ...oneList(text, name, first, tag) } : fault;
}

function withSemicolon(text: string, { start, end }: Span): Span {
  const semicolon = text.lastIndexOf(';', start);
  return { start: semicolon === -1 ? start : semicolon, end };
}

/** `rua=mailto:a@example.com; rua=mailto:b@example.com`: one list, torn in two. */
function oneList(text: string, name: string, first: Tag, tag: Tag): Partial<Fault> {
  const span = { start: first.valueSpan.end, end: tag.valueSpan.start };
  const between = text.slice(span.start, tag.nameSpan.start);
  if (!/^[ \t]*;[ \t]*$/.test(between) || !isGoodList(name, first) || !isGoodList(name, tag)) return {};
  return { span, hint: 'one tag holds all addresses, with commas between', replacement: ',' };
}

function isGoodList(name: string, { value, valueSpan }: Tag): boolean {
  const { uris, faults } = readUris(name, value, valueSpan.start);
  return faults.length === 0 && uris.length > 0;
}
