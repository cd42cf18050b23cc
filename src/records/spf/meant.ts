import { nearest } from '../edit-distance.ts';
import { quoted } from '../octets.ts';
import { explainTerm } from './explain.ts';
import { TOKEN_HINT } from './explain-name.ts';
import { cutGlued, GLUE_HINT } from './glue.ts';
import { isValidText, MECHANISMS } from './term.ts';
import type { MacroString, SpfTerm, UnknownModifier } from './types.ts';

/** What a term was surely meant to say, although the grammar reads it as something else: advice, no fault. */
export interface Meant {
  code:
    | 'modifier-for-mechanism'
    | 'second-version'
    | 'verification-token'
    | 'misspelt-modifier'
    | 'domain-shape';
  hint: string;
  replacement?: string;
}

/** Longer terms than any name: not a slip of the pen. */
const LONGEST = 1000;
/** RFC 6652 §3: reports by SPF, registered and harmless. */
const REGISTERED = new Set(['ra', 'rp', 'rr']);

/** `include=x`, `ip4=x`, `include:include:x`, `include:x.example-all`: valid, and not what it seems. */
export function meantTerm(term: SpfTerm): Meant | undefined {
  if (term.kind === 'unknown-modifier') return meantModifier(term);
  if (!('domain' in term) || term.domain === undefined) return undefined;
  return meantDomain(term, term.domain);
}

function meantModifier({ name, value }: UnknownModifier): Meant | undefined {
  const lower = name.toLowerCase();
  if (REGISTERED.has(lower)) return undefined;
  if (lower === 'v') return /^spf/i.test(value) ? secondVersion() : undefined;
  if (/verification|^ms$|^allms$|^_?dnsauth|validation|domain-key/.test(lower)) {
    // “all” without a qualifier lets everybody pass: nobody is to publish that by mistake.
    const glued = lower.startsWith('all');
    return { code: 'verification-token', hint: TOKEN_HINT, ...(!glued && { replacement: '' }) };
  }
  const modifier = nearest(lower, ['redirect'], 2);
  if (modifier !== undefined) return withReplacement('misspelt-modifier', `${modifier}=${value}`);
  if (!looksLikeMechanism(lower)) return undefined;
  const term = `${name}:${value}`;
  return withReplacement(
    'modifier-for-mechanism',
    isValidText(term) ? term : explainTerm(term, { last: false })?.replacement,
  );
}

function looksLikeMechanism(name: string): boolean {
  return (
    (MECHANISMS as readonly string[]).includes(name) ||
    /^ip(?:v?[46])?$/.test(name) ||
    nearest(name, ['include', 'exists'], 2) !== undefined
  );
}

function secondVersion(): Meant {
  const hint =
    'a second record runs on in this one: keep one “v=spf1” at the beginning and one “all” at the end';
  return { code: 'second-version', hint, replacement: '' };
}

function withReplacement(code: Meant['code'], replacement: string | undefined): Meant {
  if (replacement === undefined || !isValidText(replacement)) {
    return {
      code,
      hint: code === 'domain-shape' ? 'a domain name alone stands here' : 'a mechanism takes a colon',
    };
  }
  return { code, hint: `${quoted(replacement)} was surely meant`, replacement };
}

/** Names that no host has: a mechanism inside, a glued “-all”, a URL, a mailbox. */
function meantDomain({ text, span }: SpfTerm, domain: MacroString): Meant | undefined {
  if (text.length > LONGEST || domain.text.includes('%')) return undefined;
  const before = text.slice(0, domain.span.start - span.start);
  const after = text.slice(domain.span.end - span.start);
  if (/^[+?~-]?include:$/i.test(before) && /^(?:include|exists|a|mx|ptr):\w/i.test(domain.text)) {
    return shape(before.slice(0, -'include:'.length) + domain.text);
  }
  // The last label of an internationalised name may end in a hyphen and a letter.
  const parts = /\.xn--[^.]*$/i.test(domain.text) ? [text] : cutGlued(text.replace(/(\w)-all$/i, '$1 -all'));
  const terms = parts.flatMap((part) => part.split(' ')).filter((part) => part !== '');
  if (terms.length > 1) return glued(terms);
  if (!/[/@:]/.test(domain.text)) return undefined;
  return shape(before + domain.text.replace(/^.*[/@]/s, '').replace(/^:+/, '') + after);
}

function glued(parts: string[]): Meant {
  const replacement = parts.join(' ');
  if (!isValidText(replacement)) return { code: 'domain-shape', hint: GLUE_HINT };
  return { code: 'domain-shape', hint: `${GLUE_HINT}: ${quoted(replacement)}`, replacement };
}

function shape(replacement: string): Meant {
  return withReplacement('domain-shape', replacement);
}
