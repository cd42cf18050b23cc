import type { DomainResult, Inconclusive } from '../report/schema/report.ts';
import { groupedBy } from './grouped.ts';
import type { RenderOptions } from './renderer.ts';
import { display } from './sink.ts';
import { causeName, listed, plural } from './words.ts';
import { block } from './wrap.ts';

const DEEP = '         ';

/** The cause once, however many lookups it hit, and what to do about it. */
export function unansweredText(
  { inconclusive, causes, domain }: DomainResult,
  { width, paint }: RenderOptions,
): string[] {
  if (inconclusive.length === 0) return [];
  const text = [...groupedBy(inconclusive, causeOf)].map(([cause, lookups]) => {
    const names = listed(
      lookups.map(({ name, type }) => `${name} ${type}`),
      3,
    );
    const tries = Math.max(...lookups.map((lookup) => lookup.tries));
    return block(
      `${display(cause)}${tries > 1 ? `, ${tries} tries` : ''}: ${names}`,
      width,
      `${DEEP}  `,
      DEEP,
    );
  });
  const todo = causes.map((cause) =>
    block(`${causeName(cause)}: ${cause.advice}`, width, `${DEEP}     `, `${DEEP}do   `),
  );
  const head = `${paint.notice('?')}${' '.repeat(DEEP.length - 1)}${plural(inconclusive.length, 'lookup')} for ${display(domain)} not answered; nothing is called missing`;
  return ['', head, ...text, ...todo];
}

function causeOf({ server, detail }: Inconclusive): string {
  return server === 'none' ? detail : `${server}: ${detail}`;
}

const SKIPPED = {
  offline: 'offline',
  'no-https': '--no-https',
  'no-smtp': 'without --smtp',
  slow: 'no time left, so slowly does the server answer',
};

export function skippedText({ skipped }: DomainResult, { width }: RenderOptions): string[] {
  if (skipped.length === 0) return [];
  const lines = [...groupedBy(skipped, ({ why }) => SKIPPED[why])].map(([why, asked]) => {
    const names = asked.map(({ name, type }) => `${name} ${type}`);
    return block(`not asked (${why}): ${listed(names, 3)}`, width, DEEP, '–        ');
  });
  return ['', ...lines];
}
