import { replacing } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { dropTag, spliced } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/p-position',
  severity: 'notice',
  basis: 'standard',
  title: 'The policy is not the second tag, where older receivers look for it',
  why: 'RFC 9989 lets tags stand in any order, RFC 7489 wanted p behind v: a strict old parser discards the record.',
  fix: 'Move p right behind v=DMARC1; it changes nothing for newer receivers.',
  spec: ['RFC 7489 §6.4', 'RFC 9989 §4.8'],
  needs: ['dmarc'],
  fails: `
_dmarc TXT "v=DMARC1; rua=mailto:dmarc@example.com; p=reject"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check({ dmarc }) {
    const deciding = decidingRecord(dmarc)!;
    const { record } = deciding;
    const tag = tagNamed(deciding, 'p');
    const version = record.value.tags[0];
    if (tag === undefined || version === undefined || record.value.tags[1] === tag) return;
    const { end } = version.valueSpan;
    const moved = [dropTag(record.value.tags, tag), { span: { start: end, end }, text: `; p=${tag.value}` }];
    yield {
      message: `p=${tag.value.slice(0, 40)} does not stand right behind the version`,
      ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      ...(record.faults.length === 0 && replacing(deciding, { text: spliced(record.text, moved) })),
    };
  },
});
