import { OPT_SIZE, textAnswerSize } from '../../facts/answer-size.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { type MailText, mailTexts } from '../../facts/lookups/mail.ts';
import { selectSpf } from '../../records/spf.ts';
import { defineRule } from '../rule.ts';

/** RFC 1035 §4.2.1: what UDP carries without EDNS. */
const PLAIN = 512;
/** What resolvers accept with EDNS since the DNS flag day of 2020. */
const EDNS = 1232;

export default defineRule({
  id: 'dns/udp-truncated',
  severity: 'notice',
  basis: 'standard',
  title: 'TXT records do not fit one UDP packet',
  why: 'An answer that is too large comes cut off and is asked for again over TCP: that takes longer, and where TCP is blocked the records cannot be read.',
  fix: 'Drop texts that are no longer needed, such as old verification tokens; move others to names of their own where their service allows it.',
  spec: ['RFC 7208 §3.4', 'RFC 6891 §6.2.5', 'DNS flag day 2020'],
  needs: ['lookups'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx -all"
@ TXT "first-verification=${'a'.repeat(200)}"
@ TXT "second-verification=${'b'.repeat(220)}"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx -all"
@ TXT "first-verification=${'a'.repeat(64)}"
@ TXT "second-verification=${'b'.repeat(64)}"
`,
  *check({ lookups, domain }) {
    for (const text of eachKnown(mailTexts(lookups, domain), ({ answer }) => [answer])) {
      const found = overSize(text);
      if (found === undefined) continue;
      const { name } = text.answer;
      yield {
        message: `the answer with ${countWords(text)} at ${shownName(name)} takes ${found.octets} octets: ${found.words}`,
        subject: { name, type: 'TXT' },
        measure: found.octets,
        data: { octets: found.octets, limit: found.limit, texts: text.texts.length, largest: largest(text) },
        ...(text.kind !== 'domain' && { fix: FIXES[text.kind] }),
      };
    }
  },
});

const FIXES = {
  dmarc: 'Shorten the record: one or two report addresses are enough.',
  dkim: 'Publish an RSA key of 2048 bits, and one key a name.',
};

function overSize({ kind, answer }: MailText) {
  const octets = textAnswerSize(answer);
  if (octets > EDNS)
    return { octets, limit: EDNS, words: `over ${EDNS}, so resolvers must ask again over TCP` };
  // A key of 2048 bits behind an alias takes more than that, and no smaller one is to be had.
  if (kind === 'dkim' || octets - OPT_SIZE <= PLAIN) return undefined;
  return {
    octets: octets - OPT_SIZE,
    limit: PLAIN,
    words: `over the ${PLAIN} that UDP carries without EDNS`,
  };
}

function countWords({ texts }: MailText): string {
  return texts.length === 1 ? 'the text' : `the ${texts.length} texts`;
}

const SHOWN = 5;

/** Where there is something to gain: the longest texts that are not SPF. */
function largest({ texts }: MailText) {
  return texts
    .filter((text) => selectSpf([text]).length === 0)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, SHOWN)
    .map((text) => ({ octets: text.length, begins: text.slice(0, 40) }));
}
