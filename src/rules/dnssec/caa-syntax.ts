import { type CaaFacts, unreadCaa } from '../../facts/caa.ts';
import { eachKnown } from '../../facts/known.ts';
import { type CaaRecord, forbidsAll } from '../../records/caa.ts';
import { printData } from '../../zone/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dnssec/caa-syntax',
  severity: 'warning',
  basis: 'standard',
  title: 'A CAA record does not say what it was meant to say',
  why: 'Certificate authorities read it before they issue: what they cannot read may keep the mail servers from getting their next certificate.',
  fix: 'Write the record as the authority’s instructions have it: CAA 0 issue "ca.example".',
  spec: ['RFC 8659 §4'],
  needs: ['dnssec'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ CAA 0 issue "https://ca.example/"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ CAA 0 issue "ca.example; validationmethods=dns-01"
@ CAA 0 issuewild ";"
@ CAA 0 iodef "mailto:security@example.com"
@ CAA 0 tbs "unknown, and not critical"
`,
  applies: ({ dnssec }) => dnssec.caa.some((set) => set.records.length + unreadCaa(set).length > 0),
  *check({ dnssec }) {
    const seen = new Set<string>();
    for (const set of eachKnown(dnssec.caa, unreadCaa)) {
      if (set.at === undefined || seen.has(set.at)) continue;
      seen.add(set.at);
      for (const record of set.records) if (record.problem) yield hitOf(set, record, set.at);
    }
  },
});

function hitOf({ records, answers }: CaaFacts, { data, problem }: CaaRecord, name: string) {
  const { message, hint, replacement } = problem!;
  const stops = forbidsAll(records) ? '; as it stands, no authority may issue' : '';
  const isOwn = answers.at(-1)!.chain.length === 0 && !answers.at(-1)!.wildcard;
  const from = printData('CAA', data);
  return {
    message: `${message}${problem!.code === 'critical' ? '' : stops}`.slice(0, 280),
    subject: { name, type: 'CAA' as const },
    key: from,
    record: data.value,
    fix: hint,
    ...(replacement &&
      isOwn && {
        changes: [
          { op: 'replace' as const, name, type: 'CAA' as const, from, to: printData('CAA', replacement) },
        ],
        safety: 'ask' as const,
        question: 'Is this what was meant?',
      }),
  };
}
