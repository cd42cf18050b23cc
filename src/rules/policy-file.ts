import { type Name, under } from '../dns/index.ts';
import { lineOf, policyFaults } from '../facts/mta-sts/view.ts';
import type { MtaStsFacts } from '../facts/mta-sts.ts';
import { faultKey } from '../facts/text-edit.ts';
import type { Fault } from '../records/parsed.ts';
import type { Hit, Severity } from './rule.ts';

/** What a finding on the policy is about: the record that announces it. */
export function announcement(domain: Name) {
  return { name: under('_mta-sts', domain), type: 'TXT' as const };
}

interface Observed {
  domain: Name;
  'mta-sts': MtaStsFacts;
}

/** Faults of the policy file, each with its line. */
export function* policyFileFaults(
  { domain, 'mta-sts': facts }: Observed,
  isOwn: (fault: Fault) => boolean,
  severityOf?: (fault: Fault) => Severity,
): Generator<Hit> {
  for (const fault of policyFaults(facts, isOwn)) {
    const { text } = facts.policy!;
    const { code, hint, replacement } = fault;
    const { line, record, span } = lineOf(text, fault);
    const where = record === '' || fault.span.end === 0 ? '' : `line ${line} of the policy file: `;
    yield {
      message: `${where}${fault.message}`,
      subject: announcement(domain),
      key: faultKey(text, fault),
      ...(severityOf && { severity: severityOf(fault) }),
      ...(where !== '' && { record, span }),
      data: { code, hint, replacement, ...(where !== '' && { line }) },
      ...(hint !== undefined && { fix: hint }),
    };
  }
}
