import { addressesOf, aliasTarget, hostState, shownName } from '../../facts/hosts.ts';
import { isAnnounced, isInside, policyHostOf } from '../../facts/mta-sts/view.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/host-missing',
  severity: 'error',
  basis: 'standard',
  title: 'An MTA-STS record is published, and the host of the policy cannot be reached',
  why: 'Senders fetch the policy from the host “mta-sts” below the domain; without it the record protects nobody.',
  fix: 'Publish an address of the web server that serves the policy, or delete the record at _mta-sts.',
  spec: ['RFC 8461 §3.2', 'RFC 8461 §3.3'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts }) {
    const host = policyHostOf(sts);
    const state = hostState(host);
    // mta-sts/cname-dangling tells of an alias that leads to nothing.
    if (aliasTarget(host) !== undefined && state === 'nxdomain') return;
    const trouble = TROUBLES[isInside(sts) ? 'inside' : state];
    if (trouble === undefined) return;
    yield {
      message: `the policy cannot be fetched: ${shownName(sts.policyHost)} ${trouble}`,
      subject: { name: sts.policyHost, type: 'A' },
      data: { host: sts.policyHost, addresses: addressesOf(host) },
    };
  },
});

const TROUBLES: Record<string, string | undefined> = {
  nxdomain: 'does not exist',
  'no-address': 'has no address',
  inside: 'has only addresses that nobody outside reaches',
};
