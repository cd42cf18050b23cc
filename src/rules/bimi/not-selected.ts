import { known, recordsOf } from '../../facts/known.ts';
import { textChange } from '../../facts/text-edit.ts';
import { parseBimi } from '../../records/bimi.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'bimi/not-selected',
  severity: 'error',
  basis: 'standard',
  title: 'A BIMI record that receivers pass over',
  why: 'A record counts only where it begins with v=BIMI1, to the letter: no logo is shown.',
  fix: 'Begin the record with v=BIMI1; and publish nothing else at default._bimi.',
  spec: [
    'draft-brand-indicators-for-message-identification §4.3',
    'draft-brand-indicators-for-message-identification §7.2',
  ],
  needs: ['bimi'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=bimi1; l=https://logo.example.com/logo.svg"
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
default._bimi TXT "some-verification=abc"
`,
  *check({ bimi: { answer, records } }) {
    if (known(answer).length === 0 || records.length > 0 || answer.wildcard) return;
    for (const text of recordsOf(answer)
      .map(({ strings }) => strings.join(''))
      .toSorted()) {
      if (!MEANT.test(text)) continue;
      const to = text.replace(/^[^;]*/, 'v=BIMI1');
      const isRight = MISWRITTEN.test(text) && parseBimi(to).faults.length === 0;
      const changes = isRight ? textChange(answer, text, to) : undefined;
      yield {
        message: `the text at ${answer.name} does not begin with v=BIMI1, so it is no record`,
        subject: { name: answer.name, type: 'TXT' },
        key: text,
        record: text,
        ...(changes && { changes, safety: 'safe' as const }),
      };
    }
  },
});

/** A version of BIMI, or the address of a logo. */
const MEANT = /\bbimi\d?\b|\bl\s*=\s*https?:/i;
/** A version that is only written otherwise. */
const MISWRITTEN = /^\s*["'“”]?\s*v?\s*[=:]?\s*bimi\s*1\s*(?:;|$)/i;
