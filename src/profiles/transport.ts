import { sameName } from '../dns/index.ts';
import { checkedHosts, liveHosts } from '../facts/dane/live.ts';
import { type DaneFacts, type DaneHost, daneState } from '../facts/dane.ts';
import { hostSecurity } from '../facts/dnssec.ts';
import { addressesOf, blockersOf } from '../facts/hosts.ts';
import { Blocked, isUnknown, known } from '../facts/known.ts';
import { modeInForce, outcomeOf, policyOf } from '../facts/mta-sts/view.ts';
import {
  isSpeaking,
  oldVersionBeside,
  requireProbe,
  requireTls,
  serversOf,
  tlsOf,
} from '../facts/smtp/servers.ts';
import { isOldTls, tlsName } from '../facts/smtp/tls.ts';
import type { SmtpFacts, SmtpServer } from '../facts/smtp.ts';
import { DANE_EE } from '../records/tlsa.ts';
import { met, notApplicable, type Records, type Told, unknown, unmet, untested } from './profile.ts';

/** How mail to the domain travels. What only the mail servers can tell is tested where they were spoken to. */

const SPEAK = 'only the mail servers themselves can tell (--smtp)';

/** There are servers to be tested. */
function ofServers(test: (records: Records) => Told): (records: Records) => Told {
  return (records) => {
    const { state, answer } = records.mx;
    if (state === 'unknown') known(answer);
    return state === 'null-mx' || state === 'none' ? notApplicable('nothing receives mail') : test(records);
  };
}

/** There are servers, and they were spoken to. */
function ofSpoken(test: (smtp: SmtpFacts, records: Records) => Told): (records: Records) => Told {
  return ofServers((records) => (records.smtp === undefined ? untested(SPEAK) : test(records.smtp, records)));
}

export const offersStartTls = ofSpoken((smtp) => {
  const without = serversOf(smtp)
    .filter(isSpeaking)
    .filter(
      ({ session }) => session.security.state !== 'established' && session.security.state !== 'unknown',
    );
  if (without.length > 0) return unmet(`not by ${named(without)}`);
  requireTls(smtp);
  return met(`by ${serversOf(smtp).filter(isSpeaking).length} servers`);
});

export const refusesOldTls = ofSpoken((smtp) => {
  const old = serversOf(smtp).filter((server) => oldVersionOf(server) !== undefined);
  if (old.length > 0) return unmet(`${named(old)} takes ${tlsName(oldVersionOf(old[0]!)!)}`);
  requireTls(smtp);
  requireProbe(smtp, 'oldTls');
  return met('TLS 1.2 or newer alone');
});

function oldVersionOf(server: SmtpServer): string | undefined {
  const { version = '' } = tlsOf(server) ?? {};
  return isOldTls(version) ? version : oldVersionBeside(server);
}

function named(servers: readonly { host: string }[]): string {
  return [...new Set(servers.map(({ host }) => host))].slice(0, 3).join(', ');
}

/** A policy that senders follow, and that names all servers. */
export const enforcesMtaSts = ofServers(({ 'mta-sts': facts }) => {
  switch (outcomeOf(facts)) {
    case 'none':
      return unmet('no MTA-STS record');
    case 'broken':
      return unmet('the MTA-STS policy is not valid');
    case 'unknown':
      known(facts.answer);
      policyOf(facts);
      return unknown('the MTA-STS policy was not read');
    default: {
      const mode = modeInForce(facts);
      return mode === 'enforce' ? met('mode enforce') : unmet(`mode ${mode}`);
    }
  }
});

export function isSigned({ dnssec: { state, sets } }: Pick<Records, 'dnssec'>): Told {
  return toldBySecurity(state, 'the domain', sets.filter(isUnknown));
}

export const serversAreSigned = ofServers(({ dnssec: { hosts } }) => {
  if (hosts.length === 0) return unknown('no server was found');
  for (const host of hosts) {
    const told = toldBySecurity(hostSecurity(host), host.name, blockersOf(host));
    if (told.status !== 'met') return told;
  }
  return met(`${hosts.length} of ${hosts.length} servers`);
});

function toldBySecurity(security: Records['dnssec']['state'], what: string, unread: Told['blockedBy']): Told {
  if (security === 'secure') return met('signed');
  if (security === 'insecure') return unmet(`${what} is not signed`);
  if (security === 'bogus') return unmet(`the signatures of ${what} do not hold`);
  return { ...unknown('only a validating resolver can tell'), ...(unread && { blockedBy: unread }) };
}

export const someServerHasIpv6 = ofServers(({ mx }) => {
  const hosts = mx.state === 'implicit' ? [mx.own] : mx.hosts;
  if (hosts.some((host) => addressesOf(host).some((address) => address.includes(':')))) return met('IPv6');
  const unread = hosts.flatMap(({ a, aaaa }) => [a, aaaa].filter(isUnknown));
  if (unread.length > 0) throw new Blocked(unread);
  return unmet('no server has an IPv6 address');
});

export const serversHaveTlsa = ofServers(({ dane: { hosts } }) => {
  const lacking = hosts.find((host) => daneState(host) !== 'active');
  if (lacking === undefined) return hosts.length > 0 ? met('TLSA records') : unknown('no server was found');
  const words = TLSA_WORDS[daneState(lacking)];
  if (daneState(lacking) === 'unknown') throw new Blocked(lacking.unread);
  return daneState(lacking) === 'unproven' ? unknown(words) : unmet(`${lacking.name}: ${words}`);
});

const TLSA_WORDS: Record<ReturnType<typeof daneState>, string> = {
  active: '',
  unusable: 'no TLSA record that mail servers can use',
  unsigned: 'its TLSA records are not signed',
  unproven: 'only a validating resolver can tell whether the TLSA records are signed',
  none: 'no TLSA record',
  unknown: 'its TLSA records were not read',
};

function isChecked(dane: DaneFacts, { host }: SmtpServer): boolean {
  return checkedHosts(dane).some(({ name }) => sameName(name, host));
}

/** Two keys, or a key and an authority. */
function hasSpare({ records }: DaneHost): boolean {
  const usages = records.filter(({ isUsable }) => isUsable).map(({ data }) => data.usage);
  return usages.includes(DANE_EE) && usages.length > 1;
}

/** A record stands ready for what comes next: another key’s, or an authority’s. */
export const rollOverIsPrepared = ofServers(({ dane }) => {
  const checked = checkedHosts(dane);
  if (checked.length === 0) {
    const unread = dane.hosts.filter((host) => daneState(host) === 'unknown').flatMap(({ unread: of }) => of);
    if (unread.length > 0) throw new Blocked(unread);
    return notApplicable('no TLSA records');
  }
  const single = checked.find((host) => !hasSpare(host));
  if (single !== undefined) return unmet(`no second record at ${single.name}: see “dane --next-key”`);
  return met('a second record at each server');
});

export const keysMatchTlsa = ofSpoken((smtp, { dane }) => {
  if (checkedHosts(dane).length === 0) return notApplicable('no TLSA records');
  const servers = liveHosts(dane, smtp).flatMap((live) => live.servers);
  const other = servers.filter(({ match }) => match.outcome !== 'match');
  if (other.length > 0) return unmet(`not at ${named(other.map(({ server }) => server))}`);
  const bare = serversOf(smtp).filter(
    (server) => isSpeaking(server) && tlsOf(server) === undefined && isChecked(dane, server),
  );
  requireTls(smtp);
  if (bare.length > 0) return unmet(`no TLS at ${named(bare)}`);
  if (servers.length === 0) return unknown('no certificate was seen');
  return met(`at ${servers.length} servers`);
});
