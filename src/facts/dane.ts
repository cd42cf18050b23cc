import { type AnswerTo, isWithin, type Name, type Security, sameName, under } from '../dns/index.ts';
import { readTlsa, type TlsaRecord } from '../records/tlsa.ts';
import type { Gathering, NextKey } from './gathering.ts';
import { aliasTarget, distinctNames, gatherHost, type Host, specialUse } from './hosts.ts';
import { isUnknown, recordsOf } from './known.ts';
import { hostNameProblem, isLiteral } from './mx/exchange.ts';
import { exchangesOf } from './mx.ts';
import { registrableDomain } from './registered.ts';

/** DANE for SMTP (RFC 7672): the keys that mail servers may show, told by signed DNS. */
export interface DaneFacts {
  /** The MX set, whose signature a sender may ask for too (§2.2.1). */
  mx: AnswerTo<'MX'>;
  /** Servers that take the domain's mail, the preferred ones first; what can be no server is left out. */
  hosts: DaneHost[];
  /** As they were given. */
  nextKeys: readonly NextKey[];
  /** By which the dates of certificates are judged. */
  now: Date;
}

export interface DaneHost extends Host {
  /** In the domain's own organisation: whoever reads this can change its records. */
  isOwn: boolean;
  /** The name whose records count (§2.2.3): the end of the host's alias where that has some, else the host. */
  base: Name;
  /** At `_25._tcp` of the base. */
  tlsa: AnswerTo<'TLSA'>;
  records: TlsaRecord[];
  /** Not answered, and it matters: these may hold records. */
  unread: AnswerTo<'TLSA'>[];
  security: Security;
}

export async function gatherDane(gathering: Gathering): Promise<DaneFacts> {
  const mx = await gathering.ask(gathering.domain, 'MX');
  const names = await serverNames(gathering, mx);
  const organisation = (await registrableDomain(gathering.domain)) ?? gathering.domain;
  return {
    mx,
    hosts: await Promise.all(
      names.map(async (name) => ({
        ...(await gatherServer(gathering, name)),
        isOwn: isWithin(name, organisation),
      })),
    ),
    nextKeys: gathering.declared.nextKeys ?? [],
    now: gathering.declared.now ?? new Date(),
  };
}

async function serverNames(gathering: Gathering, mx: AnswerTo<'MX'>): Promise<Name[]> {
  if (mx.status === 'absent') {
    const { state } = await gathering.fact('mx');
    return state === 'implicit' ? [gathering.domain] : [];
  }
  const names = exchangesOf(mx).asked.map(({ exchange }) => exchange);
  const { nextKeys = [] } = gathering.declared;
  // Also beyond the most that are asked.
  const wanted = recordsOf(mx).map(({ exchange }) => exchange);
  const ofNextKeys = wanted.filter((name) => nextKeys.some(({ host }) => sameName(host, name)));
  return distinctNames([...names, ...ofNextKeys]).filter(mayBeServer);
}

function mayBeServer(name: Name): boolean {
  const isHost = hostNameProblem(name)?.harmless !== false;
  return isHost && !isLiteral(name) && specialUse(name) === undefined;
}

export function tlsaName(base: Name): Name {
  return under('_25._tcp', base);
}

async function gatherServer(gathering: Pick<Gathering, 'ask'>, name: Name): Promise<Omit<DaneHost, 'isOwn'>> {
  const [host, own] = await Promise.all([gatherHost(gathering, name), gathering.ask(tlsaName(name), 'TLSA')]);
  // §2.2.2: where an alias does not lead to signed addresses, only the host’s own name counts.
  const target = isInsecure(host) ? undefined : aliasTarget(host);
  const atTarget = target === undefined ? undefined : await gathering.ask(tlsaName(target), 'TLSA');
  // §2.2.3: of a secure alias its end comes first, and the host itself where that has no secure records.
  const isFirst = atTarget?.status === 'present' && atTarget.security !== 'insecure';
  const [base, tlsa] = isFirst ? [target!, atTarget] : [name, own];
  const unread = isUnsigned(host) ? [] : [atTarget ?? own, own].filter((answer) => isUnknown(answer));
  return {
    ...host,
    base,
    tlsa,
    records: recordsOf(tlsa).map(readTlsa),
    unread: isFirst ? [] : [...new Set(unread)],
    security: isUnsigned(host) ? 'insecure' : tlsa.security,
  };
}

function isInsecure({ a, aaaa }: Host): boolean {
  const known = [a, aaaa].filter((answer) => !isUnknown(answer));
  return known.length > 0 && known.every(({ security }) => security === 'insecure');
}

/**
 * §2.2.2: where its addresses are known to be unsigned no sender asks for TLSA records; many such servers fail to
 * answer. Of an alias only its end is known, and the host’s own name may be signed all the same.
 */
function isUnsigned(host: Host): boolean {
  return isInsecure(host) && aliasTarget(host) === undefined;
}

/** What a sender that uses DANE makes of a server (§2.2). */
export type DaneState =
  /** Mail goes only to whoever shows a key that is named. */
  | 'active'
  /** Signed records, none of them usable: TLS is a must, whom it is with is not checked. */
  | 'unusable'
  /** Records that are not signed, and so count for nothing. */
  | 'unsigned'
  /** Records, and no word of a resolver that validates. */
  | 'unproven'
  | 'none'
  | 'unknown';

export function daneState({ records, unread, security }: DaneHost): DaneState {
  if (records.length === 0) return unread.length > 0 ? 'unknown' : 'none';
  if (security === 'insecure') return 'unsigned';
  if (security !== 'secure') return 'unproven';
  return records.some(({ isUsable }) => isUsable) ? 'active' : 'unusable';
}
