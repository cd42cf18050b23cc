import { exceeds } from '../../facts/known.ts';
import { costOfTerms } from '../../facts/spf/cost.ts';
import { hasRecord } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { MAX_LOOKUPS } from '../../facts/spf/evaluate.ts';
import { idleTerms, mayTheyGo } from '../../facts/spf/idle.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/lookup-near-limit',
  severity: 'warning',
  basis: 'practice',
  title: 'SPF needs all of its 10 DNS lookups',
  why: 'One more include, in this record or in one that a service publishes, and mail gets permerror.',
  fix: 'Drop includes of services no longer used, or replace “a” and “mx” by the addresses they stand for.',
  spec: ['RFC 7208 §4.6.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx a include:a.example include:b.example -all"
@ A 192.0.2.1
@ MX 10 mail
mail A 192.0.2.2
a.example. TXT "v=spf1 a:1.a.example a:2.a.example a:3.a.example -all"
b.example. TXT "v=spf1 a:1.a.example a:2.a.example a:3.a.example -all"
$GENERATE 1-3 $.a.example. A 192.0.2.$
`,
  passes: `
@ TXT "v=spf1 mx a include:a.example include:b.example -all"
@ A 192.0.2.1
@ MX 10 mail
mail A 192.0.2.2
a.example. TXT "v=spf1 a:1.a.example a:2.a.example a:3.a.example -all"
b.example. TXT "v=spf1 a:1.a.example a:2.a.example -all"
$GENERATE 1-3 $.a.example. A 192.0.2.$
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf, domain }) {
    if (!exceeds(spf.lookups, MAX_LOOKUPS - 1) || exceeds(spf.lookups, MAX_LOOKUPS)) return;
    const terms = costOfTerms(spf.root);
    const idle = idleTerms(spf.root);
    const changes = withoutThese(
      spf.root,
      idle.map(({ term }) => term),
    );
    yield {
      message: `${MAX_LOOKUPS} of ${MAX_LOOKUPS} DNS lookups: the next one is a permerror`,
      subject: { name: domain, type: 'TXT' },
      measure: MAX_LOOKUPS,
      record: spf.root.record!.text,
      data: {
        lookups: MAX_LOOKUPS,
        limit: MAX_LOOKUPS,
        terms: terms.map(({ text, span, upTo, over }) => ({ text, span, upTo, over })),
      },
      ...(changes && {
        changes,
        safety: 'ask',
        question: mayTheyGo(idle),
      }),
    };
  },
});
