import { sameName } from '../dns/index.ts';
import { type LiveHost, liveHosts, missing, NEAREST } from '../facts/dane/live.ts';
import { type DaneHost, daneState } from '../facts/dane.ts';
import type { Facts, GatheredFacts } from '../facts/index.ts';
import { modeInForce, outcomeOf } from '../facts/mta-sts/view.ts';
import type { MtaStsFacts } from '../facts/mta-sts.ts';
import { isSpeaking, serversOf } from '../facts/smtp/servers.ts';
import type { SmtpFacts, SmtpServer } from '../facts/smtp.ts';
import type { Posture } from './schema/report.ts';

type Transport = NonNullable<Posture['transport']>;
type Protection = Transport['by'][number];

const PROTECTIONS: readonly Protection[] = ['dane', 'mta-sts'];

/** Per server: what keeps mail to it from travelling in the clear, or that this is not known. */
type Cover = Protection[] | 'unknown';

/** How mail to the domain travels, at the server where it is protected least: senders choose among them. */
export function transportOf(facts: GatheredFacts): Transport | null {
  const { mx, dane, 'mta-sts': mtaSts } = facts;
  if (mx === undefined || dane === undefined || mtaSts === undefined) return null;
  if (mx.state === 'null-mx' || mx.state === 'none') return { value: 'no-mail', by: [] };
  if (mx.state === 'unknown') return { value: 'unknown', by: [] };
  // Whoever can forge an unsigned MX record names servers of their own: DANE at the right ones protects nobody then.
  const isSigned = dane.mx.security !== 'insecure';
  const covers = dane.hosts.map((host) => coverOf(host, isSigned, mtaSts));
  if (covers.length === 0 || covers.includes('unknown')) return { value: 'unknown', by: [] };
  const known = covers.filter((cover) => cover !== 'unknown');
  const by = PROTECTIONS.filter((one) => known.some((cover) => cover.includes(one)));
  if (inTheClear(facts)) return { value: 'clear', by };
  if (known.some((cover) => cover.length === 0)) return { value: 'opportunistic', by };
  return { value: by.includes('dane') && isHeld(facts) ? 'held' : 'protected', by };
}

function coverOf(host: DaneHost, isSigned: boolean, mtaSts: MtaStsFacts): Cover {
  const state = isSigned ? daneState(host) : 'none';
  const policy = policyFor(host, mtaSts);
  const by: Protection[] = [
    ...(state === 'active' ? ['dane' as const] : []),
    ...(policy === true ? ['mta-sts' as const] : []),
  ];
  const isOpen = state === 'unproven' || state === 'unknown' || policy === 'unknown';
  return by.length === 0 && isOpen ? 'unknown' : by;
}

/** Whether senders with MTA-STS must encrypt to this server, and refuse others (RFC 8461 §5). */
function policyFor({ name }: DaneHost, facts: MtaStsFacts): boolean | 'unknown' {
  if (outcomeOf(facts) === 'unknown') return 'unknown';
  if (modeInForce(facts) !== 'enforce') return false;
  if (facts.coverage === undefined) return 'unknown';
  return facts.coverage.hosts.some(({ host, covered }) => covered && sameName(host, name));
}

/** Senders that use DANE find no server that they may deliver to: all there are were seen, and none matches. */
function isHeld({ dane, smtp }: GatheredFacts): boolean {
  if (dane === undefined || smtp === undefined || smtp.hidden.length + smtp.unasked > 0) return false;
  const live = liveHosts(dane, smtp);
  return (
    live.length === dane.hosts.length &&
    live.every(
      (one) => one.isProven && isWhole(one, smtp) && missing(one, NEAREST).length === one.servers.length,
    )
  );
}

function isWhole({ host, servers }: LiveHost, { hosts }: SmtpFacts): boolean {
  const asked = hosts.filter(({ name }) => sameName(name, host.name));
  return asked.length > 0 && asked.every((one) => one.unasked === 0 && one.servers.length === servers.length);
}

/** Proven by a server that talks to us and has no TLS. */
function inTheClear({ smtp }: Partial<Pick<Facts, 'smtp'>>): boolean {
  return smtp !== undefined && serversOf(smtp).some(hasNoTls);
}

function hasNoTls(server: SmtpServer): boolean {
  return isSpeaking(server) && server.session.security.state === 'not-offered';
}
