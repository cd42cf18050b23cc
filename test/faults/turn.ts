import {
  type AnyAnswer,
  absentAnswer,
  type Name,
  nameKey,
  questionKey,
  type Resolver,
  under,
} from '../../src/dns/index.ts';
import { COMMON_SELECTORS } from '../../src/facts/dkim/selectors.ts';
import { DOMAIN } from './healthy.ts';

/** So many at a time: enough that the processor is not idle while one waits for its next try. */
const PLACES = 3;

let free = PLACES;
const waiting: (() => void)[] = [];

/**
 * Audits take turns with the questions that are answered, and wait side by side for answers that do not come: a busy
 * machine then makes nothing late that is meant to be in time. Resolves to what ends the turn.
 */
export async function turn(): Promise<() => void> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  let hasEnded = false;
  return () => {
    if (hasEnded) return;
    hasEnded = true;
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
}

const GUESSES = new Set(COMMON_SELECTORS.map((selector) => nameKey(under(`${selector}._domainkey`, DOMAIN))));

/** Four of five questions of an audit guess at selectors. No fault is aimed at them here; they are denied on the spot. */
function isGuess(name: Name): boolean {
  return GUESSES.has(nameKey(name));
}

/** Keeps the answers, and calls `idle` when only the question that is kept waiting is still open. */
export function watched(
  inner: Resolver,
  { kept, guesses = false }: { kept?: string | undefined; guesses?: boolean | undefined },
  idle: () => void,
): { resolver: Resolver; answers: Map<string, AnyAnswer> } {
  const open = new Set<string>();
  const answers = new Map<string, AnyAnswer>();
  const look = (): void => {
    if ([...open].every((key) => key === kept)) idle();
  };
  return {
    answers,
    resolver: {
      async ask(name, type, at) {
        const key = questionKey(name, type, at);
        if (!guesses && isGuess(name)) return absentAnswer({ name, type }, 'nxdomain', { server: 'guesses' });
        open.add(key);
        const answer = await inner.ask(name, type, at);
        answers.set(key, answer);
        open.delete(key);
        look();
        return answer;
      },
    },
  };
}
