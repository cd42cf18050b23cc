import { sameName } from '../../dns/index.ts';
import { decidingForSubdomains, decidingRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { shownName } from '../../facts/hosts.ts';
import { isUnknown, known } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/np-ineffective',
  severity: 'notice',
  basis: 'standard',
  title: 'Receivers cannot see which names do not exist, so np is not applied',
  why: 'Only NXDOMAIN says that a name does not exist; where a wildcard or compact denial answers for every name, sp is applied.',
  fix: 'Let sp ask for what np is meant to, or leave np out: it does no harm.',
  spec: ['RFC 9989 §4.7', 'RFC 8020 §2', 'RFC 9824 §3'],
  needs: ['dmarc'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; sp=none; np=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
* A 192.0.2.80
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; sp=none; np=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined && namesNp(dmarc),
  *check({ dmarc, domain }) {
    const deciding = decidingForSubdomains(dmarc);
    if (deciding === undefined) return;
    const { p, sp, np } = deciding.record.value;
    const tag = tagNamed(deciding, 'np');
    if (np === undefined || tag === undefined || np === (sp ?? p)) return;
    known(dmarc.probe);
    if (isUnknown(dmarc.probe) || (dmarc.probe.status === 'absent' && dmarc.probe.reason === 'nxdomain'))
      return;
    const where = sameName(deciding.step.domain, domain) ? '' : ` of ${shownName(deciding.step.domain)}`;
    yield {
      message: `np=${np}${where} is not applied below ${shownName(domain)}: a name that nobody published is answered as if it existed, so sp=${sp ?? p} holds`,
      ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      data: { np, applied: sp ?? p ?? null, probe: dmarc.probe.name },
    };
  },
});

function namesNp({ walk }: DmarcFacts): boolean {
  return walk.some(({ record }) => record?.value.np !== undefined);
}
