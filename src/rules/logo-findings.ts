import { contentOf } from '../facts/bimi/file.ts';
import type { BimiFacts } from '../facts/bimi.ts';
import type { LogoFault } from '../records/bimi/svg.ts';
import type { Hit, Severity } from './rule.ts';

/** More are not told: whoever draws the logo anew looks at the details. */
const MOST_TOLD = 6;

/** What is wrong with the logo, of some kinds, as one finding. */
export function* logoFinding(
  { answer, logo }: BimiFacts,
  severities: Partial<Record<LogoFault['code'], Severity>>,
): Generator<Hit> {
  const faults = (contentOf(logo)?.faults ?? []).filter(({ code }) => code in severities);
  if (faults.length === 0) return;
  const told = faults.slice(0, MOST_TOLD).map(({ message }) => message);
  const more = faults.length > MOST_TOLD ? `; and ${faults.length - MOST_TOLD} more` : '';
  const found = faults.map(({ code }) => severities[code]!);
  yield {
    message: `the logo: ${told.join('; ')}${more}`,
    subject: { name: answer.name, type: 'TXT' },
    severity: (['error', 'warning', 'notice'] as const).find((one) => found.includes(one))!,
    measure: faults.length,
    data: { url: logo!.url, codes: [...new Set(faults.map(({ code }) => code))] },
  };
}
