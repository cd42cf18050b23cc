import { hasRecord, MOST_SHOWN } from '../../facts/spf/descent.ts';
import { faultless } from '../../facts/spf/edit.ts';
import { textChange } from '../../facts/text-edit.ts';
import { quoted } from '../../records/octets.ts';
import type { SpfTerm } from '../../records/spf/types.ts';
import { meantTerm } from '../../records/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/equals-for-colon',
  severity: 'error',
  basis: 'standard',
  title: 'A mechanism is written with “=”, so that receivers ignore it',
  why: '“name=value” is a modifier, and unknown modifiers are ignored: the servers meant by it do not pass.',
  fix: 'Write mechanisms with a colon: include:example.com, ip4:192.0.2.1.',
  spec: ['RFC 7208 §4.6.1', 'RFC 7208 §6'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 include=_spf.vendor.example ip4=192.0.2.1 -all"
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.1 ra=postmaster rp=100 rr=all x-include=example.net -all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf, domain }) {
    const { text, value, faults } = spf.root.record!;
    const wrong = value.terms.filter(isMeantAsMechanism);
    const corrected = faults.length === 0 && wrong.length > 0 ? correct(text, value.terms) : undefined;
    const changes = corrected && textChange(spf.root.answer, text, corrected);
    for (const term of wrong.slice(0, MOST_SHOWN)) {
      const hint = meantTerm(term)!.hint;
      yield {
        message: `${quoted(term.text)} is ignored as an unknown modifier: ${hint}`,
        subject: { name: domain, type: 'TXT' },
        key: term.text.toLowerCase(),
        record: text,
        span: term.span,
        data: { hint, replacement: meantTerm(term)!.replacement },
        ...(changes && { changes, safety: 'ask', question: 'Are these servers to send for the domain?' }),
      };
    }
  },
});

function isMeantAsMechanism(term: SpfTerm): boolean {
  // A name with a hyphen is somebody's own modifier, however near it is.
  if (term.kind !== 'unknown-modifier' || !/^[a-z]+[46]?$/i.test(term.name)) return false;
  return meantTerm(term)?.code === 'modifier-for-mechanism';
}

/** Every such term as mechanism; those behind “all”, where no mechanism is read, go before it (RFC 7208 §5.1). */
function correct(text: string, terms: readonly SpfTerm[]): string | undefined {
  const words = terms.map((term) => ({
    word: isMeantAsMechanism(term) ? meantTerm(term)!.replacement : term.text,
    changed: isMeantAsMechanism(term),
  }));
  if (words.some(({ word }) => word === undefined)) return undefined;
  const all = terms.findIndex(({ kind }) => kind === 'all');
  const split = all === -1 ? words.length : all;
  const moved = words.slice(split).filter(({ changed }) => changed);
  const rest = words.slice(split).filter(({ changed }) => !changed);
  const ordered = [...words.slice(0, split), ...moved, ...rest].map(({ word }) => word);
  return faultless([text.slice(0, 'v=spf1'.length), ...ordered].join(' '));
}
