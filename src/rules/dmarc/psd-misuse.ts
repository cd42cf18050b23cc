import { replacing } from '../../facts/dmarc/proposal.ts';
import { ownRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { shownName } from '../../facts/hosts.ts';
import { dropTag, spliced } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/psd-misuse',
  severity: 'warning',
  basis: 'standard',
  title: 'The DMARC record says that the domain is a public suffix',
  why: 'With psd=y each name below counts as an organisation of its own: mail of a subdomain no longer aligns with the domain.',
  fix: 'Drop psd=y; only registries write it, below whose name others register.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §4.10.2'],
  needs: ['dmarc', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; psd=y; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
;? domain co.uk
_dmarc.co.uk. TXT "v=DMARC1; p=reject; psd=y; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
co.uk._report._dmarc TXT "v=DMARC1"
`,
  applies: ({ dmarc }) => ownRecord(dmarc) !== undefined,
  *check({ dmarc, domain, role }) {
    const deciding = ownRecord(dmarc)!;
    const tag = tagNamed(deciding, 'psd');
    if (tag === undefined || deciding.record.value.psd !== 'y' || role.publicSuffix) return;
    yield {
      message: `psd=y says that others register names below ${shownName(domain)}, and the Public Suffix List does not know it`,
      ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      ...replacing(deciding, {
        text: spliced(deciding.record.text, [dropTag(deciding.record.value.tags, tag)]),
        question: `Does nobody but you hold names below ${shownName(domain)}?`,
      }),
    };
  },
});
