import { ROOT } from '../../dns/index.ts';
import { known } from '../../facts/known.ts';
import { recordsNaming } from '../../facts/mx/exchange.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/null-preference',
  severity: 'notice',
  basis: 'standard',
  title: 'The null MX has another preference than 0',
  why: 'The standard writes it “0 .”; a sender that compares both parts takes any other for a host that cannot be found.',
  fix: 'Write the null MX as “0 .”.',
  spec: ['RFC 7505 §3'],
  needs: ['mx'],
  fails: `
@ MX 10 .
@ TXT "v=spf1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  passes: `
@ MX 0 .
@ TXT "v=spf1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  applies: ({ mx }) => known(mx.answer).length > 0 && mx.state === 'null-mx',
  *check({ mx, domain }) {
    const preferences = known(mx.answer).map(({ preference }) => preference);
    if (preferences.every((preference) => preference === 0)) return;
    const records = recordsNaming(mx, ROOT);
    const subject = { name: domain, type: 'MX' as const };
    yield {
      message: `the null MX has preference ${preferences.filter((preference) => preference !== 0).join(' and ')}`,
      subject,
      data: { preferences },
      ...(records.length > 0 && {
        changes: records.flatMap(({ text, preference }, index) => {
          if (index === 0 && preference === 0) return [];
          const step = { ...subject, from: text };
          return [
            index === 0 ? { op: 'replace' as const, ...step, to: '0 .' } : { op: 'delete' as const, ...step },
          ];
        }),
        safety: 'safe' as const,
      }),
    };
  },
});
