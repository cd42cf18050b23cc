import { nameKey } from '../dns/index.ts';
import { hostState } from '../facts/hosts.ts';
import type { GatheredFacts, Section } from '../facts/index.ts';
import { type Asked, isUnknown } from '../facts/known.ts';
import type { ProfileJudgement } from '../profiles/judge.ts';
import type { Judgement } from '../rules/judge.ts';
import type { DomainResult, Inconclusive } from './schema/report.ts';

/** A lookup that was not answered, and the rule, section or requirement that it leaves open. */
export interface Block {
  by: Asked;
  blocks: string;
}

export function blocksOf({ rule, blockedBy }: Judgement): Block[] {
  return blockedBy.map((by) => ({ by, blocks: rule.id }));
}

export function blocksOfProfile({ profile, requirements }: ProfileJudgement): Block[] {
  return requirements.flatMap(({ requirement, blockedBy = [] }) =>
    blockedBy.map((by) => ({ by, blocks: `${profile.id}/${requirement.id}` })),
  );
}

/** What a section shows leaves it open where it was not answered, whether a rule reads it or not. */
export function unreadAnswers(sections: readonly Section[], { address, dnssec }: GatheredFacts): Block[] {
  const hosts = address?.hosts.filter((host) => hostState(host) === 'unknown') ?? [];
  const addresses = hosts.flatMap(({ a, aaaa }) => [a, aaaa].filter(isUnknown));
  const sets = dnssec?.sets.filter(({ status }) => status === 'failed') ?? [];
  return [
    ...addresses.map((by) => ({ by, blocks: 'address' })),
    ...sets.map((by) => ({ by, blocks: 'dnssec' })),
  ].filter(({ blocks }) => sections.some((section) => section === blocks));
}

/** One entry a failed lookup, with what it blocks. */
export function inconclusiveOf(all: readonly Block[]): Inconclusive[] {
  const entries = new Map<string, Inconclusive>();
  for (const { by, blocks } of all) {
    if (by.status !== 'failed') continue;
    const { name, type, reason = '', detail = '', source, tries, ede = null } = by;
    const server = 'server' in source ? source.server : source.file;
    const key = `${nameKey(name)} ${type}`;
    const entry = entries.get(key) ?? { name, type, reason, detail, ede, server, tries, blocks: [] };
    if (!entry.blocks.includes(blocks)) entry.blocks.push(blocks);
    entries.set(key, entry);
  }
  return [...entries.values()];
}

type Why = DomainResult['skipped'][number]['why'];

function whySkipped(reason: string | undefined): Why {
  return (['no-https', 'no-smtp', 'slow'] satisfies Why[]).find((why) => why === reason) ?? 'offline';
}

export function skippedOf(all: readonly Block[]): DomainResult['skipped'] {
  const answers = all.map(({ by }) => by).filter(({ status }) => status === 'skipped');
  const byKey = new Map(
    answers.map(({ name, type, reason }) => [
      `${nameKey(name)} ${type}`,
      { name, type, why: whySkipped(reason) },
    ]),
  );
  return [...byKey.values()];
}
