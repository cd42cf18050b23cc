import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { covered } from '../../facts/mta-sts/coverage.ts';
import { isAnnounced, modeInForce, policyOf } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/mx-not-covered',
  severity: 'error',
  basis: 'standard',
  title: 'The MTA-STS policy leaves out MX hosts that are in use',
  why: 'Senders that follow the policy do not deliver to a host that it does not name: mail waits, and then comes back.',
  fix: 'Name the host in the policy file first, give the record a new id, and only then let MX lead there.',
  spec: ['RFC 8461 §4.1', 'RFC 8461 §5', 'RFC 8461 §8.1'],
  needs: ['mta-sts', 'mx'],
  fails: `
@ MX 10 mail.provider.example.
mail.provider.example. A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  passes: `
@ MX 10 Mail.Provider.example.
@ MX 20 mx2
mx2 A 192.0.2.2
mail.provider.example. A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: *.provider.example
;| mx: mx2.example.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts, mx, domain }) {
    const { mode, mx: patterns = [] } = policyOf(sts)?.value ?? {};
    // Without any pattern mta-sts/mx-missing or mta-sts/mx-invalid tells why.
    if (mode === undefined || mode === 'none' || patterns.length === 0) return;
    known(mx.answer);
    if (mx.state === 'unknown') [mx.own.a, mx.own.aaaa].forEach(known);
    const { coverage } = sts;
    const left = coverage?.hosts.filter((host) => !host.covered) ?? [];
    if (coverage === undefined || left.length === 0) return;
    // Senders skip a host that is left out as long as a preferred one is not (§5.1).
    const isLost = covered(coverage) === 'none' && modeInForce(sts) === 'enforce';
    yield {
      message: `${left.length} of ${coverage.hosts.length} MX hosts ${left.length === 1 ? 'is' : 'are'} not in the policy (mode ${mode}): ${listed(left)}`,
      subject: announcement(domain),
      measure: left.length,
      severity: isLost ? 'error' : 'warning',
      data: {
        mode,
        hosts: left.map(({ host }) => host),
        patterns: patterns.slice(0, 50).map(({ text }) => text),
      },
    };
  },
});

const SHOWN = 3;

function listed(hosts: readonly { host: string; preference: number }[]): string {
  const words = hosts.slice(0, SHOWN).map(({ host, preference }) => `${shownName(host)} (MX ${preference})`);
  return words.join(', ') + (hosts.length > SHOWN ? ` and ${hosts.length - SHOWN} more` : '');
}
