import { quoted } from '../octets.ts';
import type { Fault } from '../parsed.ts';
import type { Tag } from '../tags.ts';
import { repaired } from './uri.ts';
import { KNOWN_NAMES } from './values.ts';

const NAMES = [...KNOWN_NAMES].sort((a, b) => b.length - a.length).join('|');
const COLON = new RegExp(`^(${NAMES})([ \\t]*:[ \\t]*)(.+)$`, 'is');
const BLANK = new RegExp(`^(${NAMES})([ \\t]+)([A-Za-z0-9:]+)$`, 'i');
/** The look-behind keeps a long run of blanks from being tried at each of its places. */
const TORN = new RegExp(`(?<![ \\t,])[ \\t,]+(?=(?:${NAMES})[ \\t]*=)`, 'gi');
const MOST_TORN = 32;

export interface Explained {
  fault: Fault;
  /** The tag that the part was meant to be. */
  tag?: Tag;
}

/** A part that is no tag: what was meant, and the tag it would be. */
export function explainStray(text: string, fault: Fault, tags: readonly Tag[]): Explained {
  const { start, end } = fault.span;
  const part = text.slice(start, end);
  if (fault.code === 'missing-equals') {
    return colonForEquals(part, start) ?? { fault: orphan(text, part, fault, tags) };
  }
  const swapped = /^mailto:(ru[af])[ \t]*=[ \t]*(.+)$/is.exec(part);
  const uris = swapped === null ? undefined : repaired(swapped[2]!);
  if (uris === undefined) return { fault };
  const replacement = `${swapped![1]!}=${uris}`;
  const inner = tagAt(swapped![1]!, uris, start, end);
  return { fault: { ...fault, hint: `write ${quoted(replacement)}`, replacement }, tag: inner };
}

function tagAt(name: string, value: string, start: number, end: number): Tag {
  return {
    name,
    value,
    nameSpan: { start, end: start + name.length },
    valueSpan: { start: start + name.length, end },
  };
}

/** `p:none`, `p none`. */
function colonForEquals(part: string, start: number): { fault: Fault; tag: Tag } | undefined {
  const match = COLON.exec(part) ?? BLANK.exec(part);
  if (match === null) return undefined;
  const [, name = '', sign = '', value = ''] = match;
  const from = start + name.length;
  const valueStart = from + sign.length;
  return {
    fault: {
      code: 'separator',
      span: { start: from, end: valueStart },
      message: `“=” is missing after “${name}”`,
      hint: `write ${name}=`,
      replacement: '=',
    },
    tag: {
      name,
      value,
      nameSpan: { start, end: from },
      valueSpan: { start: valueStart, end: start + part.length },
    },
  };
}

/** `rua=mailto:a@example.com;b@example.com`: the second address lost its list. */
function orphan(text: string, part: string, fault: Fault, tags: readonly Tag[]): Fault {
  const before = tags.filter(({ nameSpan }) => nameSpan.start < fault.span.start).at(-1);
  const uris = before !== undefined && /^ru[af]$/i.test(before.name) ? repaired(part) : undefined;
  const between = before === undefined ? '' : text.slice(before.valueSpan.end, fault.span.start);
  if (uris !== undefined && /^[ \t]*;[ \t]*$/.test(between)) {
    const span = { start: before!.valueSpan.end, end: fault.span.end };
    return {
      ...fault,
      code: 'separator',
      span,
      hint: 'a comma separates addresses',
      replacement: `,${uris}`,
    };
  }
  if (/^(?:none|quarantine|reject)$/i.test(part))
    return { ...fault, hint: `a policy is written p=${part.toLowerCase()}` };
  return part.includes('\\') ? { ...fault, hint: 'drop the backslash' } : fault;
}

/** A value that runs on into other tags: the value before, the gaps, and the tags. */
export function tornTags(tag: Tag): { head?: Tag; gaps: Fault[]; tags: Tag[] } {
  const offset = tag.valueSpan.start;
  const cuts = [...tag.value.matchAll(TORN)].slice(0, MOST_TORN);
  const [first] = cuts;
  if (first === undefined) return { gaps: [], tags: [] };
  const head = {
    ...tag,
    value: tag.value.slice(0, first.index),
    valueSpan: { start: offset, end: offset + first.index },
  };
  const tags = cuts.map((cut, index) => {
    const start = cut.index + cut[0].length;
    const end = cuts[index + 1]?.index ?? tag.value.length;
    return innerTag(tag.value.slice(start, end), offset + start);
  });
  return { head, gaps: cuts.map((cut) => gapFault(cut[0], offset + cut.index)), tags };
}

function innerTag(text: string, start: number): Tag {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals).trimEnd();
  const value = text.slice(equals + 1).trimStart();
  const valueStart = start + text.length - value.length;
  return {
    name,
    value,
    nameSpan: { start, end: start + name.length },
    valueSpan: { start: valueStart, end: start + text.length },
  };
}

function gapFault(gap: string, start: number): Fault {
  return {
    code: 'separator',
    span: { start, end: start + gap.length },
    message: 'a semicolon is missing between tags',
    hint: 'tags are separated by “;”',
    replacement: '; ',
  };
}
