import { addressOctets, inPrefix, isWithin, type Name, nameKey } from '../../dns/index.ts';
import { addressesOf, shownName } from '../../facts/hosts.ts';
import type { SpfFacts } from '../../facts/spf.ts';
import { type Change, defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/spf-own-host-lost',
  severity: 'warning',
  basis: 'standard',
  title: 'The change takes servers of the domain’s own out of its SPF record',
  why: 'What they send gets “fail” or no result from then on, and receivers refuse it or junk it.',
  fix: 'Name their addresses in the record; leave them out only if another server sends the domain’s mail now.',
  spec: ['RFC 7208 §4.7', 'RFC 7208 §5'],
  needs: ['mx', 'spf'],
  fails: `
@ MX 10 mail
mail A 192.0.2.25
- @ TXT "v=spf1 ip4:192.0.2.25 ip4:198.51.100.0/24 -all"
+ @ TXT "v=spf1 ip4:198.51.100.0/24 -all"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.25
- @ TXT "v=spf1 ip4:192.0.2.25 -all"
+ @ TXT "v=spf1 mx -all"
`,
  *check(change) {
    const { domain, before, after } = change;
    if (!isRead(before.spf) || !isRead(after.spf)) return;
    const subject = { name: domain, type: 'TXT' as const };
    const record = after.spf.root.record === undefined ? {} : { record: after.spf.root.record.text };
    if (isNobody(after.spf)) {
      if (isNobody(before.spf)) return;
      const message = 'nobody may send for the domain any more';
      yield { message, subject, key: 'nobody', severity: 'error', ...record };
      return;
    }
    const lost = lostHosts(change);
    if (lost.length === 0) return;
    yield {
      message: `${lost.map(({ host, address }) => `${shownName(host)} (${address})`).join(', ')}: SPF lets it send no more`,
      subject,
      measure: lost.length,
      data: { lost },
      ...record,
    };
  },
});

/** Only a record that holds as a whole says who may send. */
function isRead({ outcome, authorised }: SpfFacts): boolean {
  return outcome === 'valid' && authorised.blockedBy.length === 0;
}

function isNobody({ authorised: { ipv4, ipv6, open } }: SpfFacts): boolean {
  return ipv4.addresses + ipv6.addresses === 0n && open.length === 0;
}

/** Mail servers below the domain: addresses that do not pass, of a family by which the server passed before. */
function lostHosts({ domain, before, after }: Change<'mx' | 'spf'>): { host: string; address: string }[] {
  const passed = new Set(
    before.mx.hosts.flatMap((host) =>
      addressesOf(host).flatMap((address) => (passes(before.spf, address) ? familyOf(host, address) : [])),
    ),
  );
  return after.mx.hosts
    .filter(({ name }) => isWithin(name, domain))
    .flatMap((host) =>
      addressesOf(host)
        .filter((address) => passed.has(familyOf(host, address)) && !passes(after.spf, address))
        .map((address) => ({ host: host.name, address })),
    );
}

function familyOf({ name }: { name: Name }, address: string): string {
  return `${nameKey(name)} ${address.includes(':') ? 'IPv6' : 'IPv4'}`;
}

function passes({ authorised: { ipv4, ipv6 } }: SpfFacts, address: string): boolean {
  const octets = addressOctets(address);
  return [...ipv4.networks, ...ipv6.networks].some((network) => {
    const [base = '', length] = network.split('/');
    const start = addressOctets(base);
    if (octets === undefined || start?.length !== octets.length) return false;
    return inPrefix(octets, start, length === undefined ? octets.length * 8 : Number(length));
  });
}
