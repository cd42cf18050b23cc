import type { Effective, Requested } from '../facts/dmarc-effective.ts';
import { type Handling, handlingOf } from '../facts/handling.ts';
import type { GatheredFacts } from '../facts/index.ts';
import { isUnknown } from '../facts/known.ts';
import { passesEverybody } from '../facts/spf-everybody.ts';
import type { Posture } from './schema/report.ts';

type Word = Posture['forged']['domain']['word'];

const WORDS: Record<Requested, Word> = {
  reject: 'refused',
  quarantine: 'spam',
  none: 'inbox',
  nothing: 'passes',
  unknown: 'unknown',
};

/** What the domain asks receivers to do with mail in its name that is not its own; null where that was not read. */
export function postureOf({ role, mx, dkim, dmarc, spf }: GatheredFacts): Posture | null {
  if (role === undefined || mx === undefined || dmarc === undefined || spf === undefined) return null;
  // A record that passes every client gives a forger the pass that DMARC asks for.
  const open = !isUnknown(spf.root.answer) && passesEverybody(spf.root);
  const forged = {
    domain: both(dmarc.effective, dmarc.legacy, 'domain', open),
    subdomains: both(dmarc.effective, dmarc.legacy, 'subdomains', open),
    nonexistent: both(dmarc.effective, dmarc.legacy, 'nonexistent', open),
  };
  const others = [forged.subdomains.word, forged.nonexistent.word];
  const provider = describeHandling(handlingOf({ mx, spf, ...(dkim && { dkim }) }));
  return { role, provider, forged, protection: protectionOf(forged.domain.word, others) };
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
  now: Effective,
  legacy: Effective,
  whom: 'domain' | 'subdomains' | 'nonexistent',
  open: boolean,
) {
  const word = (requested: Requested): Word => (open ? 'passes' : WORDS[requested]);
  return {
    requested: now[whom],
    word: word(now[whom]),
    legacy: { requested: legacy[whom], word: word(legacy[whom]) },
  };
}

function protectionOf(domain: Word, others: Word[]): Posture['protection'] {
  const enforced = (word: Word): boolean => word === 'refused' || word === 'spam';
  if (domain === 'unknown') return 'unknown';
  if (!enforced(domain)) return 'none';
  if (others.includes('unknown')) return 'unknown';
  return others.every(enforced) ? 'enforced' : 'partial';
}
