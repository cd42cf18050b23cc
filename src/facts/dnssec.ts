import { type AnswerTo, type AnyAnswer, type Security, under } from '../dns/index.ts';
import { type CaaFacts, gatherCaa } from './caa.ts';
import { gatherZones, type SignedZone } from './dnssec/zones.ts';
import type { Gathering } from './gathering.ts';
import { type Host, hostState } from './hosts.ts';
import { isUnknown } from './known.ts';
import { distinctExchanges } from './mx/exchange.ts';
import type { MxFacts } from './mx.ts';

/** What DNSSEC says of the records that the mail rests on, and what is seen of the signing itself. */
export interface DnssecFacts {
  /** Of the domain's own sets, as a validating resolver tells over a way that nobody can change (RFC 4035 §4.3). */
  state: Security;
  /** MX, TXT and the DMARC record's. */
  sets: AnyAnswer[];
  /** The domain's zone, and those above it in its organisation, as far as they show keys. */
  zones: SignedZone[];
  /** MX hosts that have addresses. */
  hosts: Host[];
  caa: CaaFacts[];
  /** By which dates are judged. */
  now: Date;
}

export async function gatherDnssec(gathering: Gathering): Promise<DnssecFacts> {
  const { domain, ask, declared } = gathering;
  const [mx, txt, dmarc, zones, caa, hosts] = await Promise.all([
    ask(domain, 'MX'),
    ask(domain, 'TXT'),
    ask(under('_dmarc', domain), 'TXT'),
    gatherZones(gathering),
    gatherCaa(gathering),
    gathering.fact('mx').then(serversOf),
  ]);
  return {
    state: stateOf([mx, txt]),
    sets: [mx, txt, dmarc],
    zones,
    hosts: hosts.filter((host) => hostState(host) === 'alive'),
    caa,
    now: declared.now ?? new Date(),
  };
}

function serversOf(mx: MxFacts): Host[] {
  return mx.state === 'implicit' ? [mx.own] : distinctExchanges(mx);
}

/** The weakest of what was told; a lookup that failed for another reason tells nothing. */
const WEAKEST_FIRST: readonly Security[] = ['bogus', 'unknown', 'insecure', 'secure'];

function stateOf(answers: readonly AnyAnswer[]): Security {
  const told = answers.filter((answer) => answer.security === 'bogus' || !isUnknown(answer));
  return WEAKEST_FIRST.find((one) => told.some(({ security }) => security === one)) ?? 'unknown';
}

/** Of its addresses, whichever family it has. */
export function hostSecurity({ a, aaaa }: Host): Security {
  const present: AnswerTo<'A' | 'AAAA'>[] = [a, aaaa].filter(({ status }) => status === 'present');
  return stateOf(present);
}
