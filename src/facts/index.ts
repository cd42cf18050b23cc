import { type AnyAnswer, memoised, type Name, type Resolver } from '../dns/index.ts';
import { type Net, noNet } from '../net/index.ts';
import { gatherAddress } from './address.ts';
import { gatherBimi } from './bimi.ts';
import { gatherDane } from './dane.ts';
import { gatherDkim } from './dkim.ts';
import { gatherDmarc } from './dmarc.ts';
import { gatherDnssec } from './dnssec.ts';
import type { FactName, Facts } from './facts.ts';
import type { Declared, Gatherers, Gathering } from './gathering.ts';
import { gatherLookups } from './lookups.ts';
import { gatherMtaSts } from './mta-sts.ts';
import { gatherMx } from './mx.ts';
import { gatherNameServers } from './name-servers.ts';
import { gatherRole } from './role.ts';
import { gatherSmtp } from './smtp.ts';
import { gatherSpf } from './spf.ts';
import { gatherTlsRpt } from './tls-rpt.ts';

export type { FactName, Facts, Section } from './facts.ts';
export { FULL, SECTIONS } from './facts.ts';
export { type Declared, ROLES, type Role } from './gathering.ts';

const gatherers: Gatherers = {
  mx: gatherMx,
  address: gatherAddress,
  spf: gatherSpf,
  dkim: gatherDkim,
  dmarc: gatherDmarc,
  'mta-sts': gatherMtaSts,
  'tls-rpt': gatherTlsRpt,
  bimi: gatherBimi,
  dane: gatherDane,
  dnssec: gatherDnssec,
  smtp: gatherSmtp,
  role: gatherRole,
  nameServers: gatherNameServers,
  lookups: gatherLookups,
};

/** Facts as far as they were asked for. */
export type GatheredFacts = Partial<Facts>;

/**
 * Observes one domain: gathers the named facts, each once, all at the same time. Makes every query of the audit;
 * never throws for what the DNS or a server says or fails to say.
 */
export async function gather(
  domain: Name,
  names: ReadonlySet<FactName>,
  resolver: Resolver,
  declared: Declared = {},
  net: Net = noNet('offline'),
): Promise<GatheredFacts> {
  const ledger = memoised(resolver);
  const running = new Map<FactName, Promise<unknown>>();
  const gathering: Gathering = {
    domain,
    declared,
    ask: (name, type, at) => ledger.ask(name, type, at),
    https: (request) => net.https(request, ledger),
    smtp: (request) => net.smtp(request),
    answers: (): Promise<AnyAnswer[]> => ledger.answers(),
    fact<K extends FactName>(name: K): Promise<Facts[K]> {
      const known = running.get(name) ?? gatherers[name](gathering);
      running.set(name, known);
      return known as Promise<Facts[K]>;
    },
  };
  const wanted = [...names].filter((name) => name !== 'lookups');
  const facts = Object.fromEntries(
    await Promise.all(wanted.map(async (name) => [name, await gathering.fact(name)])),
  );
  return names.has('lookups') ? { ...facts, lookups: await gathering.fact('lookups') } : facts;
}
