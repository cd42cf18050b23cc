import { Blocked } from '../../facts/known.ts';
import type { SpfCheck } from '../../facts/spf/check.ts';
import { shortName, shortText } from '../../facts/spf/descent.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/ip-not-authorised',
  severity: 'error',
  basis: 'standard',
  title: 'The given client does not pass SPF',
  why: 'Mail of this client in the domain’s name gets no SPF pass: receivers may junk or refuse it, unless DKIM speaks for it.',
  fix: 'If the client is yours, name it before “all”: by ip4 or ip6, or by the include that its service gives.',
  spec: ['RFC 7208 §2.6', 'RFC 7208 §4'],
  needs: ['spf'],
  fails: `
;? ip 198.51.100.7
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  passes: `
;? ip 192.0.2.3
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  applies: ({ spf }) => spf.check !== undefined,
  *check({ spf, domain }) {
    const { ip, mailFrom, result, matched, problem, failed } = spf.check!;
    // A check that a hostile record makes too long has no lookup that failed.
    if (result === 'temperror' && failed.length > 0) throw new Blocked(failed);
    if (result === 'pass') return;
    const { root } = spf;
    const own = root.record?.value.terms.find(({ text }) => text === matched?.term);
    const span = matched?.domain === root.domain ? own?.span : undefined;
    yield {
      message: `${ip} gets ${result} for MAIL FROM ${shortName(mailFrom)}: ${whyOf(spf.check!)}`,
      subject: { name: domain, type: 'TXT' },
      key: `${ip} ${mailFrom}`,
      ...(root.record && { record: root.record.text }),
      ...(span && { span }),
      data: { ip, mailFrom, result, matched: matched ?? null, problem: problem ?? null },
    };
  },
});

function whyOf({ matched, problem, result }: SpfCheck): string {
  if (problem !== undefined) return problem.slice(0, 120);
  if (matched !== undefined) return `${shortText(matched.term)} of ${shortName(matched.domain)} decides`;
  return result === 'none' ? 'there is no SPF record' : 'no term names it';
}
