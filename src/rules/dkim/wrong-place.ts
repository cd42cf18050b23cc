import type { AnswerTo } from '../../dns/index.ts';
import { isToBeUsed, knownWildcard, mayHaveKeys } from '../../facts/dkim/keys.ts';
import type { DkimFacts } from '../../facts/dkim.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, known, recordsOf } from '../../facts/known.ts';
import { parseDkimKey } from '../../records/dkim.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/wrong-place',
  severity: 'warning',
  basis: 'standard',
  title: 'A DKIM key stands where no verifier looks',
  why: 'Verifiers look at SELECTOR._domainkey only: mail that is signed with this key counts as not signed.',
  fix: 'Publish the key one step further down, at SELECTOR._domainkey: whoever signs the mail tells the selector (s= in the signature). Then delete it here.',
  spec: ['RFC 6376 §3.6.2.1'],
  needs: ['dkim'],
  fails: `
@ TXT "v=spf1 mx ~all"
@ TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx ~all"
mail._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
@ MX 10 mail
mail A 192.0.2.1
`,
  *check({ dkim }) {
    for (const answer of eachKnown([dkim.apex, dkim.domainKey], (one) => [one])) {
      for (const record of keysAt(answer)) {
        if (answer === dkim.domainKey && isWildcards(record, dkim)) continue;
        yield {
          message: `the key at ${shownName(answer.name)} has no selector before its name, so nobody finds it`,
          subject: { name: answer.name, type: 'TXT' },
          key: record,
          // With a key in its place, this one is most likely a leftover.
          ...(mayHaveKeys(dkim) && { severity: 'notice' as const }),
          record,
        };
      }
    }
  },
});

function isWildcards(text: string, dkim: DkimFacts): boolean {
  return knownWildcard(dkim) && dkim.probes.some((probe) => recordsOf(probe).map(textOf).includes(text));
}

const textOf = ({ strings }: { strings: string[] }): string => strings.join('');

/** Only what says that it is a key: other tag lists with a `p` stand there for others. */
function keysAt(answer: AnswerTo<'TXT'>): string[] {
  const texts = known(answer).map(textOf).toSorted();
  return texts.filter((text) => /^\s*v\s*=\s*DKIM1\s*;/i.test(text) && isToBeUsed(parseDkimKey(text)));
}
