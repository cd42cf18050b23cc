import type { Name } from '../../dns/index.ts';
import { aliasTarget, hostState, shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { deadAlias, isAnnounced, policyHostOf } from '../../facts/mta-sts/view.ts';
import type { MtaStsFacts } from '../../facts/mta-sts.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/cname-dangling',
  severity: 'error',
  basis: 'standard',
  title: 'MTA-STS is handed to a service by an alias that leads nowhere',
  why: 'Senders find no policy; and whoever takes the name over decides which servers may receive the domain’s mail.',
  fix: 'Point the alias at the name that the service gives out today; if the service is gone, delete both aliases.',
  spec: ['RFC 8461 §3.1', 'RFC 8461 §8.2'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts CNAME sts.vendor.example.
vendor.example. A 192.0.2.9
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts CNAME record.vendor.example.
record.vendor.example. TXT "v=STSv1; id=20261101"
mta-sts CNAME sts.vendor.example.
sts.vendor.example. A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  *check({ 'mta-sts': sts, domain }) {
    const dead = deadName(sts, announcement(domain).name);
    if (dead === undefined) return;
    const { registration } = sts;
    if (registration) known(registration.answer);
    const free = isUnregistered(registration) ? registration!.domain : undefined;
    const end =
      free === undefined ? 'does not exist' : `does not exist: anybody may register ${shownName(free)}`;
    yield {
      message: `${shownName(dead.name)} is an alias of ${shownName(dead.target)}, which ${end}`,
      subject: { name: dead.name, type: 'CNAME' },
      data: { target: dead.target, unregistered: free ?? null },
    };
  },
});

function deadName(sts: MtaStsFacts, record: Name): { name: Name; target: Name } | undefined {
  const target = deadAlias(sts);
  if (target !== undefined) return { name: record, target };
  if (!isAnnounced(sts)) return undefined;
  const host = policyHostOf(sts);
  const end = hostState(host) === 'nxdomain' ? aliasTarget(host) : undefined;
  return end === undefined ? undefined : { name: sts.policyHost, target: end };
}
