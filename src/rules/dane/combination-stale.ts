import { checkedHosts, type LiveHost, liveHosts } from '../../facts/dane/live.ts';
import { tlsaName } from '../../facts/dane.ts';
import { shownName } from '../../facts/hosts.ts';
import { requireTls } from '../../facts/smtp/servers.ts';
import { parametersOf } from '../../records/tlsa.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/combination-stale',
  severity: 'warning',
  basis: 'standard',
  title: 'Of several kinds of TLSA records one kind matches nothing that the server shows',
  why: 'A sender may heed one kind alone, the strongest hash for one: to it the server is an attacker, and mail waits.',
  fix: 'Publish of each kind a record of what is in use, or take the kind that is not kept up out altogether.',
  spec: ['RFC 7671 §8', 'RFC 7671 §9'],
  needs: ['dane', 'smtp'],
  fails: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
_25._tcp.mail TLSA 2 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
;@ smtp://192.0.2.1 chain=leaf
`,
  passes: `
;? now 2027-01-01
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
_25._tcp.mail TLSA 2 1 1 2985da896eea9639560b49701432e795e959974f6959a3aafa2921940febe09e
_25._tcp.mail TLSA 2 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
;@ smtp://192.0.2.1 chain=leaf
`,
  applies: ({ dane }) => checkedHosts(dane).length > 0,
  *check({ dane, smtp }) {
    for (const live of liveHosts(dane, smtp))
      for (const kind of staleKinds(live))
        yield {
          message: `${shownName(live.host.name)}: no record ${kind} matches, others do`,
          subject: { name: tlsaName(live.host.base), type: 'TLSA' },
          key: `${live.host.name} ${kind}`,
          ...(!live.host.isOwn && { severity: 'notice' as const }),
        };
    if (checkedHosts(dane).length > 0) requireTls(smtp);
  },
});

/** Of servers that pass by another kind; those that pass by none are told of by their own rules. */
function staleKinds({ servers }: LiveHost): string[] {
  const kinds = servers
    .filter(({ match }) => match.outcome === 'match')
    .flatMap(({ match: { verdicts } }) => {
      const usable = verdicts.filter(({ problem }) => problem !== 'unusable');
      const matching = usable.filter(({ problem }) => problem === null);
      const good = new Set(matching.map(({ record }) => parametersOf(record)));
      return usable.map(({ record }) => parametersOf(record)).filter((kind) => !good.has(kind));
    });
  return [...new Set(kinds)];
}
