import { sameName, under } from '../../dns/index.ts';
import type { WalkStep } from '../../facts/dmarc/walk.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/dmarc-removed',
  severity: 'error',
  basis: 'practice',
  title: 'The change takes away the domain’s DMARC record',
  why: 'Whatever it asks of receivers today is asked no more, unless a domain above it has a policy.',
  fix: 'Keep the record at _dmarc; where the domain above is to decide, publish and test its policy first.',
  spec: ['RFC 9989 §4.10'],
  needs: ['dmarc'],
  fails: `
;! TIMEOUT _dmarc.com TXT
- _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  passes: `
- _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
+ _dmarc CNAME _dmarc.example.net.
_dmarc.example.net. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  *check({ domain, before: { dmarc: before }, after: { dmarc: after } }) {
    const [old, now] = [before.walk[0], after.walk[0]];
    if (old?.record === undefined || now === undefined) return;
    const gone = lossOf(now);
    // What another record decides then, or that none does, is told by the rules that see it.
    if (gone === undefined || after.policy !== undefined || after.effective.domain !== 'unknown') return;
    yield {
      message: `${old.record.text} ${gone}`,
      subject: { name: under('_dmarc', domain), type: 'TXT' },
      severity: gone === GONE && sameName(domain, before.legacyStep.domain) ? 'error' : 'warning',
      data: { before: old.record.text },
    };
  },
});

const GONE = 'goes, and nothing stands in its place';

/** `ambiguous`: the change hands the name on, or a wildcard may answer in its place. A lookup that failed tells nothing. */
function lossOf({ answer, records }: WalkStep): string | undefined {
  if (answer.status === 'failed' && answer.reason === 'ambiguous')
    return 'goes, and what stands in its place cannot be seen yet';
  if (answer.status === 'present' && records.length === 0) return GONE;
  return answer.status === 'absent' ? GONE : undefined;
}
