import { isWithin, type Name, nameKey } from '../../dns/index.ts';
import { addressesOf, type Host, hostState, shownName } from '../../facts/hosts.ts';
import { authorisedBy } from '../../facts/spf/authorised.ts';
import type { SpfFacts } from '../../facts/spf.ts';
import { isNobody, isRead, passes } from '../authorised.ts';
import { servicesOf } from '../services.ts';
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
    const record = after.spf.root.record!.text;
    if (isNobody(after.spf.authorised)) {
      if (isNobody(before.spf.authorised)) return;
      const message = 'nobody may send for the domain any more';
      yield { message, subject, key: 'nobody', severity: 'error', record };
      return;
    }
    const lost = lostHosts(change);
    if (lost.length === 0) return;
    const service = newService(change);
    const names = lost.map(({ host, address }) => `${shownName(host)} (${address})`).join(', ');
    yield {
      message: `${names}: SPF lets it send no more${asFarAsAsked(after)}${service ? `; ${service} may send instead` : ''}`,
      subject,
      measure: lost.length,
      // Outbound mail moves: that is what such a change looks like.
      ...(service && { severity: 'notice' as const }),
      data: { lost },
      record,
    };
  },
});

function asFarAsAsked({ spf }: Change<'spf'>['after']): string {
  return spf.authorised.blockedBy.length === 0 ? '' : ', as far as was asked';
}

/** Whoever the record leads to after the change and not before it, and who may send by that. */
function newService({ before, after }: Change<'spf'>): string | undefined {
  const known = servicesOf(before.spf);
  const come = [...servicesOf(after.spf)].filter(([service]) => !known.has(service));
  return come.find(([, node]) => !isNobody(authorisedBy(node)))?.[0];
}

interface Lost {
  host: string;
  address: string;
}

/** Mail servers below the domain, and hosts that its record names: addresses of a family by which the host passed before. */
function lostHosts({ domain, before, after }: Change<'mx' | 'spf'>): Lost[] {
  const passed = new Set(
    ownHosts(before, domain).flatMap((host) =>
      addressesOf(host).flatMap((address) =>
        passes(before.spf.authorised, address) ? familyOf(host, address) : [],
      ),
    ),
  );
  // One that moves takes its right to send along; one that loses its address does not.
  const still = namedHosts(after.spf).filter(
    (host) => hostState(host) === 'alive' || hostState(host) === 'unknown',
  );
  const stillNamed = new Set(still.map(({ name }) => nameKey(name)));
  const dropped = namedHosts(before.spf).filter(({ name }) => !stillNamed.has(nameKey(name)));
  const lost = [...after.mx.hosts, ...dropped]
    .filter(({ name }) => isWithin(name, domain))
    .flatMap((host) =>
      addressesOf(host)
        .filter((address) => passed.has(familyOf(host, address)) && !passes(after.spf.authorised, address))
        .map((address) => ({ host: nameKey(host.name), address })),
    );
  return [...new Map(lost.map((one) => [`${one.host} ${one.address}`, one])).values()];
}

function ownHosts({ mx, spf }: Change<'mx' | 'spf'>['before'], domain: Name): Host[] {
  return [...mx.hosts, ...namedHosts(spf)].filter(({ name }) => isWithin(name, domain));
}

/** By an `a` with a name of its own: whoever is written down singly sends. */
function namedHosts({ root }: SpfFacts): Host[] {
  const hosts = root.terms.flatMap(({ host, term }) => (host && term.kind === 'a' ? [host] : []));
  return hosts.filter(({ name }) => nameKey(name) !== nameKey(root.domain));
}

function familyOf({ name }: { name: Name }, address: string): string {
  return `${nameKey(name)} ${address.includes(':') ? 'IPv6' : 'IPv4'}`;
}
