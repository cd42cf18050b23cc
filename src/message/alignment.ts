import { type AnyAnswer, type Name, nameKey, type Resolver, sameName } from '../dns/index.ts';
import { gatherWalk, organizationalDomain, unknownStep } from '../facts/dmarc/walk.ts';
import { registrableDomain } from '../facts/registered.ts';

/** `strict`: the same domain; `relaxed`: the same organizational domain (RFC 9989 §4.10.2). */
export type Alignment = 'strict' | 'relaxed' | 'none' | 'unknown';

export interface Aligned {
  alignment: Alignment;
  /** By the Public Suffix List (RFC 7489 §3.2). */
  legacyAlignment: Alignment;
  blockedBy: AnyAnswer[];
}

/** What an identifier is compared with. */
export interface Author {
  domain: Name;
  organizational: Name | 'unknown';
}

/** How an authenticated domain stands to the Author Domain; `unread`: it may stand in what was not read. */
export async function alignmentOf(
  { ask }: Pick<Resolver, 'ask'>,
  identifier: Name,
  author: Author | 'unread' | undefined,
): Promise<Aligned> {
  if (author === 'unread') return { alignment: 'unknown', legacyAlignment: 'unknown', blockedBy: [] };
  const none = { alignment: 'none', legacyAlignment: 'none', blockedBy: [] } as const;
  if (author === undefined || !mayBeAligned(identifier, author.domain)) return { ...none, blockedBy: [] };
  if (sameName(identifier, author.domain))
    return { alignment: 'strict', legacyAlignment: 'strict', blockedBy: [] };
  const [own, theirs] = await Promise.all([registrableDomain(identifier), registrableDomain(author.domain)]);
  const legacyAlignment =
    own !== undefined && theirs !== undefined && sameName(own, theirs) ? 'relaxed' : 'none';
  const walk = await gatherWalk({ ask }, identifier);
  const unknown = unknownStep(walk);
  if (unknown !== undefined || author.organizational === 'unknown')
    return {
      alignment: 'unknown',
      legacyAlignment,
      blockedBy: unknown === undefined ? [] : [unknown.answer],
    };
  const isSame = sameName(organizationalDomain(walk, identifier), author.organizational);
  return { alignment: isSame ? 'relaxed' : 'none', legacyAlignment, blockedBy: [] };
}

/** Names under different top-level domains have no domain in common: that costs no question. */
function mayBeAligned(a: Name, b: Name): boolean {
  return nameKey(a).split('.').at(-1) === nameKey(b).split('.').at(-1);
}

/** Whether it counts for DMARC, under `adkim` or `aspf`. */
export function counts(alignment: Alignment, mode: 'r' | 's'): boolean {
  return alignment === 'strict' || (mode === 'r' && alignment === 'relaxed');
}
