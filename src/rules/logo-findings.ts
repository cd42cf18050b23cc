import type { BimiFacts } from '../facts/bimi.ts';
import { contentOf } from '../facts/bimi-file.ts';
import type { LogoFault } from '../records/bimi-svg.ts';
import type { Hit, Severity } from './rule.ts';

/** What is wrong with the logo, of some kinds, as one finding each. */
export function* logoFindings(
  { answer, logo }: BimiFacts,
  codes: readonly LogoFault['code'][],
  severityOf?: (fault: LogoFault) => Severity,
): Generator<Hit> {
  for (const fault of contentOf(logo)?.faults ?? []) {
    if (!codes.includes(fault.code)) continue;
    yield {
      message: `the logo: ${fault.message}`,
      subject: { name: answer.name, type: 'TXT' },
      key: fault.message,
      ...(severityOf && { severity: severityOf(fault) }),
      data: { url: logo!.url, code: fault.code },
    };
  }
}
