import type { DomainResult } from '../report/schema/report.ts';
import type { Paint, Palette } from './paint.ts';
import type { RenderOptions } from './renderer.ts';
import { forgedWords, transportWords } from './words.ts';
import { block } from './wrap.ts';

const INDENT = '  ';

/** What becomes of forged mail, and how mail to the domain travels. */
export function postureText({ posture, domain }: DomainResult, { paint, width }: RenderOptions): string[] {
  if (posture === null) return [];
  const color = { enforced: paint.good, partial: paint.warning, none: paint.error, unknown: paint.notice }[
    posture.protection
  ];
  const line = (label: string, words: string, paintWord: Paint): string =>
    block(words, width, `${INDENT}             `, `${INDENT}${label}`).replace(/[A-Z]{4,}/, (word) =>
      paintWord(word),
    );
  const travels = transportWords(posture);
  return [
    line('forged mail  ', forgedWords(posture, domain), color),
    ...(travels === '' ? [] : [line('mail to it   ', travels, TRAVELS[posture.transport!.value](paint))]),
  ];
}

const TRAVELS: Record<
  NonNullable<NonNullable<DomainResult['posture']>['transport']>['value'],
  (paint: Palette) => Paint
> = {
  protected: ({ good }) => good,
  held: ({ error }) => error,
  opportunistic: ({ notice }) => notice,
  clear: ({ warning }) => warning,
  'no-mail': ({ notice }) => notice,
  unknown: ({ notice }) => notice,
};
