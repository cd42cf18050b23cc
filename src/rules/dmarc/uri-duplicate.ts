import { replacing } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { spliced } from '../../facts/text-edit.ts';
import type { ReportUri } from '../../records/dmarc.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/uri-duplicate',
  severity: 'notice',
  basis: 'practice',
  title: 'A report address is named twice',
  why: 'The mailbox may get each report twice, and receivers that stop after two addresses leave out another.',
  fix: 'Name each address once in rua, and once in ruf.',
  spec: ['RFC 9989 §4.7'],
  needs: ['dmarc'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com,mailto:DMARC@Example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com,mailto:d@example.com; ruf=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check({ dmarc }) {
    const deciding = decidingRecord(dmarc)!;
    for (const name of ['rua', 'ruf'] as const) {
      const uris = deciding.record.value[name];
      const first = new Map(uris.toReversed().map((uri) => [keyOf(uri), uri]));
      const once = uris.filter((uri) => first.get(keyOf(uri)) === uri);
      const again = uris.find((uri) => first.get(keyOf(uri)) !== uri);
      const tag = tagNamed(deciding, name);
      if (again === undefined || tag === undefined) continue;
      const text = once.map((uri) => uri.text).join(',');
      yield {
        message: `${name} names ${again.address ?? again.text.slice(0, 80)} more than once`,
        ...recordPlace(deciding, again.span),
        key: name,
        data: { tag: name, address: again.address ?? again.text },
        ...(uris.every(({ valid }) => valid) &&
          replacing(deciding, { text: spliced(deciding.record.text, [{ span: tag.valueSpan, text }]) })),
      };
    }
  },
});

/** RFC 5321 §2.4: only the mailbox’s own server tells letters of its local part apart, and none does for reports. */
function keyOf({ address, text }: ReportUri): string {
  return (address ?? text).toLowerCase();
}
