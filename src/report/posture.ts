import type { Effective, Requested } from '../facts/dmarc/effective.ts';
import type { DmarcFacts } from '../facts/dmarc.ts';
import { type Handling, handlingOf } from '../facts/handling.ts';
import type { GatheredFacts } from '../facts/index.ts';
import { isUnknown } from '../facts/known.ts';
import type { RoleFacts } from '../facts/role.ts';
import { ownBlockers, passesEverybody } from '../facts/spf/everybody.ts';
import type { SpfFacts } from '../facts/spf.ts';
import type { Posture } from './schema/report.ts';
import { transportOf } from './transport.ts';

type Forged = Posture['forged'];
type Word = Forged['domain']['word'];
/** Whether every client passes SPF; `unknown` where that was not read. */
type Openness = 'open' | 'closed' | 'unknown';

const WORDS: Record<Requested, Word> = {
  reject: 'refused',
  quarantine: 'spam',
  none: 'inbox',
  nothing: 'passes',
  unknown: 'unknown',
};

/** What the domain asks receivers to do with mail in its name that is not its own; null where that was not read. */
export function postureOf(facts: GatheredFacts): Posture | null {
  const { role, mx, dkim, dmarc, spf } = facts;
  if (role === undefined || mx === undefined || dmarc === undefined || spf === undefined) return null;
  const open = opennessOf(spf);
  const forged = {
    domain: both(dmarc, 'domain', open),
    subdomains: both(dmarc, 'subdomains', open),
    nonexistent: both(dmarc, 'nonexistent', open),
  };
  const provider = describeHandling(handlingOf({ mx, spf, ...(dkim && { dkim }) }));
  return {
    role: describeRole(role),
    provider,
    forged,
    protection: protectionOf(forged),
    transport: transportOf(facts),
  };
}

function describeRole({ value, source, signals, publicSuffix }: RoleFacts): Posture['role'] {
  return { value, source, signals, publicSuffix };
}

/** A record that passes every client gives a forger the pass that DMARC asks for. */
function opennessOf({ root }: SpfFacts): Openness {
  if (isUnknown(root.answer)) return 'unknown';
  if (passesEverybody(root)) return 'open';
  return ownBlockers(root).length > 0 ? 'unknown' : 'closed';
}

function describeHandling({ mailbox, gateway, signs }: Handling): Posture['provider'] {
  return {
    mailbox: mailbox?.name ?? null,
    gateway: gateway?.name ?? null,
    signs: signs.map(({ provider: { name: provider, kind }, from, name }) => ({
      provider,
      kind,
      from,
      name,
    })),
  };
}

function both(
  { effective, legacy }: Pick<DmarcFacts, 'effective' | 'legacy'>,
  whom: keyof Forged,
  open: Openness,
): Forged[keyof Forged] {
  return {
    requested: effective[whom],
    word: meets(WORDS[effective[whom]], open),
    legacy: { requested: legacy[whom], word: meets(olderWord(legacy, whom), open) },
  };
}

/** The least that is done: what `pct` leaves out gets the next lower policy (RFC 7489 §6.6.4). */
function olderWord(legacy: Effective, whom: keyof Forged): Word {
  const word = WORDS[legacy[whom]];
  if (legacy.percent === undefined) return word;
  return word === 'refused' ? 'spam' : word === 'spam' ? 'inbox' : word;
}

function meets(word: Word, open: Openness): Word {
  if (open === 'open') return 'passes';
  return open === 'unknown' && isEnforced(word) ? 'unknown' : word;
}

function isEnforced(word: Word): boolean {
  return word === 'refused' || word === 'spam';
}

/** Older receivers are many: what they do not enforce is enforced in part. */
function protectionOf({ domain, subdomains, nonexistent }: Forged): Posture['protection'] {
  if (domain.word === 'unknown') return 'unknown';
  if (!isEnforced(domain.word)) return 'none';
  const words = [domain, subdomains, nonexistent].flatMap(({ word, legacy }) => [word, legacy.word]);
  if (words.some((word) => word !== 'unknown' && !isEnforced(word))) return 'partial';
  return words.includes('unknown') ? 'unknown' : 'enforced';
}
