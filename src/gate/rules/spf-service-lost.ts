import { isWithin, type Name, sameName } from '../../dns/index.ts';
import { serviceOf } from '../../facts/dkim/aliases.ts';
import { isManaged, isOwn } from '../../facts/dkim/keys.ts';
import { type Authorised, authorisedBy } from '../../facts/spf/authorised.ts';
import type { SpfNode } from '../../facts/spf.ts';
import { isNobody, isRead, passes } from '../authorised.ts';
import { holdsKey } from '../rotation.ts';
import { serviceAt, servicesOf } from '../services.ts';
import { type Change, defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/spf-service-lost',
  severity: 'warning',
  basis: 'standard',
  title: 'The change takes a service that is still in use out of the SPF record',
  why: 'What it sends for the domain passes SPF no more, and receivers may junk or refuse it.',
  fix: 'Keep its include; if the service is not used any more, take away its key and its MX as well.',
  spec: ['RFC 7208 §5.2'],
  needs: ['mx', 'spf', 'dkim'],
  fails: `
s1._domainkey CNAME k1.dkim.crm.example.
k1.dkim.crm.example. TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
_spf.crm.example. TXT "v=spf1 ip4:198.51.100.0/24 -all"
- @ TXT "v=spf1 ip4:192.0.2.25 include:_spf.crm.example -all"
+ @ TXT "v=spf1 ip4:192.0.2.25 -all"
`,
  passes: `
s1._domainkey CNAME k1.dkim.crm.example.
k1.dkim.crm.example. TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
_spf.crm.example. TXT "v=spf1 ip4:198.51.100.0/24 -all"
- @ TXT "v=spf1 ip4:192.0.2.25 include:_spf.crm.example -all"
+ @ TXT "v=spf1 ip4:192.0.2.25 ip4:198.51.100.0/24 -all"
`,
  *check(change) {
    const { domain, before, after } = change;
    // Where nobody may send any more, change/spf-own-host-lost says so.
    if (!isRead(before.spf) || !isRead(after.spf) || isNobody(after.spf.authorised)) return;
    const kept = servicesOf(after.spf);
    for (const [service, node] of servicesOf(before.spf)) {
      const sign = signOf(service, change);
      if (kept.has(service) || sign === undefined || stillPasses(node, change)) continue;
      yield {
        message: `${node.domain} is left out, and ${sign}`,
        subject: { name: domain, type: 'TXT' },
        key: service,
        record: after.spf.root.record!.text,
        data: { service },
        safety: 'ask',
        question: `Does ${service} still send for ${domain}?`,
      };
    }
  },
});

/** What shows, before the change and after it, that the service is in use. */
function signOf(service: string, { domain, before, after }: Change<'mx' | 'dkim'>): string | undefined {
  const selectors = after.dkim.selectors.filter((at) => isOwn(at) && holdsKey(at) && isManaged(at, domain));
  const key = selectors.find(({ answer }) => serviceOf(answer) === service);
  if (key !== undefined) return `its key at selector ${key.selector} stays`;
  const takes = ({ name }: { name: Name }): boolean =>
    !isWithin(name, domain) && serviceAt(name, 'mx') === service;
  const host = after.mx.hosts.find(takes);
  const stays = host !== undefined && before.mx.hosts.some(({ name }) => sameName(name, host.name));
  return stays ? `its host ${host.name} still takes the domain’s mail` : undefined;
}

/** Its networks may be written out, or stand behind another name. */
function stillPasses(node: SpfNode, { before, after }: Change<'spf'>): boolean {
  const { ipv4, ipv6, open, blockedBy } = authorisedBy(node);
  const networks = [...ipv4.networks, ...ipv6.networks];
  if (blockedBy.length > 0) return hasMore(after.spf.authorised, before.spf.authorised);
  return open.length === 0 && networks.every((network) => passes(after.spf.authorised, network));
}

/** What was not asked for may be what the record names itself from now on. */
function hasMore({ ipv4, ipv6 }: Authorised, before: Authorised): boolean {
  return [...ipv4.networks, ...ipv6.networks].some((network) => !passes(before, network));
}
