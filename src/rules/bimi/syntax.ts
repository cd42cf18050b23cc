import { faultKey, spliced, textChange } from '../../facts/text-edit.ts';
import { type BimiRecord, isPassedOver, parseBimi } from '../../records/bimi.ts';
import type { Parsed } from '../../records/parsed.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/syntax',
  severity: 'error',
  basis: 'standard',
  title: 'The BIMI record has a mistake',
  why: 'Receivers must not put anything right in it: a record that is not well-formed shows no logo.',
  fix: 'Write v=BIMI1; l= with the https:// address of the SVG, and a= with that of the certificate, or with nothing.',
  spec: ['draft-brand-indicators-for-message-identification §4.3'],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; L=https://logo.example.com/logo.svg; a="
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg"
logo A 192.0.2.80
;@ https://logo.example.com/logo.svg 200 image/svg+xml
;| <svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
;| <title>Example</title><circle cx="32" cy="32" r="30" fill="#123456"/></svg>
`,
  applies: ({ bimi }) => bimi.record !== undefined,
  *check({ bimi: { answer, record } }) {
    const { text, faults } = record!;
    const repair = repaired(record!);
    const changes = repair && textChange(answer, text, repair.text);
    for (const fault of faults.slice(0, MOST_SHOWN)) {
      const { code, message, span, hint, replacement } = fault;
      yield {
        message,
        subject: { name: answer.name, type: 'TXT' },
        key: faultKey(text, fault),
        severity: severityOf(code),
        record: text,
        span,
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...(changes && { changes, ...safetyOf(repair.question) }),
      };
    }
  },
});

/** Nobody reads more; a hostile record has thousands. */
const MOST_SHOWN = 50;

function severityOf(code: string): 'error' | 'warning' | 'notice' {
  if (code === 'unknown-tag') return 'notice';
  return isPassedOver({ code }) ? 'warning' : 'error';
}

/** The record with everything put right that can be, where no error is left then. */
function repaired({ text, faults }: Parsed<BimiRecord>): { text: string; question?: string } | undefined {
  const edits = faults.flatMap(({ span, replacement }) =>
    replacement === undefined ? [] : [{ span, text: replacement }],
  );
  const after = spliced(text, edits);
  if (!parseBimi(after).faults.every(isPassedOver)) return undefined;
  const question = faults.find((fault) => fault.question !== undefined)?.question;
  return { text: after, ...(question !== undefined && { question }) };
}

function safetyOf(question: string | undefined) {
  return question === undefined ? { safety: 'safe' as const } : { safety: 'ask' as const, question };
}
