import { tornTerms } from '../../facts/spf/boundary.ts';
import { hasRecord, MOST_SHOWN } from '../../facts/spf/descent.ts';
import { correctedText, overlap } from '../../facts/spf/edit.ts';
import { leftoversOf, severityOfLeftover, withoutLeftover } from '../../facts/spf/leftovers.ts';
import type { SpfFacts } from '../../facts/spf.ts';
import { textChange } from '../../facts/text-edit.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule, type Hit } from '../rule.ts';

/** A message is one line; escaped octets make it long. */
const LONGEST = 220;
const AS_MEANT = 'Is this what the record is meant to say?';

export default defineRule({
  id: 'spf/syntax',
  severity: 'error',
  basis: 'standard',
  title: 'The SPF record has a mistake in its grammar',
  why: 'One mistake anywhere voids the whole record: receivers give permerror to all mail of the domain.',
  fix: 'Correct the record where it is marked; terms are separated by single spaces and written as in RFC 7208.',
  spec: ['RFC 7208 §4.6', 'RFC 7208 §12'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 ipv4:192.0.2.1, inlcude:_spf.vendor.example ip4:192.0.2.2~all"
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  passes: `
@ TXT "V=SPF1  ip4:192.0.2.1 include:_spf.vendor.example x-note=one,two a:%{d}.example.com//64 ~all "
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
example.com.example.com. A 192.0.2.4
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf, domain }) {
    const subject = { name: domain, type: 'TXT' } as const;
    for (const hit of mistakes(spf)) yield { ...hit, subject, record: spf.root.record!.text };
    for (const hit of ignored(spf)) yield { ...hit, subject, record: spf.root.record!.text };
  },
});

type Partly = Omit<Hit, 'subject'>;

function* mistakes({ root }: SpfFacts): Generator<Partly> {
  const { text, faults } = root.record!;
  const torn = tornTerms(root);
  // A space lost between two strings is spf/split-boundary's.
  const own = faults.filter(({ span }) => !torn.some((term) => overlap(term.span, span)));
  const corrected = own.length > 0 ? correctedText(root) : undefined;
  const changes = corrected && textChange(root.answer, text, corrected);
  const question = own.find((fault) => fault.question)?.question ?? AS_MEANT;
  for (const { code, span, message, hint, replacement } of own.slice(0, MOST_SHOWN)) {
    const more = span === own[MOST_SHOWN - 1]?.span && own.length > MOST_SHOWN;
    yield {
      message: `${message.slice(0, LONGEST)}${more ? `, and ${own.length - MOST_SHOWN} more mistakes` : ''}: permerror for all mail`,
      key: `${code} ${span.start}`,
      span,
      data: { code, hint, replacement },
      ...(hint !== undefined && { fix: hint }),
      ...(changes && { changes, safety: 'ask', question }),
    };
  }
}

/** No mistake to the grammar, but not what was meant either: receivers pass over it without a word. */
function* ignored(spf: SpfFacts): Generator<Partly> {
  for (const leftover of [...leftoversOf(spf)].slice(0, MOST_SHOWN)) {
    const { code, term, hint, replacement } = leftover;
    yield {
      message: `${quoted(term.text)} means nothing here: receivers ignore it`,
      key: `${code} ${term.span.start}`,
      severity: severityOfLeftover(spf, leftover),
      span: term.span,
      data: { code, hint, replacement },
      fix: hint,
      ...withoutLeftover(spf, leftover),
    };
  }
}
