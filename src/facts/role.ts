import type { Gathering, Role } from './gathering.ts';
import type { MxFacts } from './mx.ts';
import { registrableDomain } from './registered.ts';
import { ignoredTexts } from './spf/ignored.ts';
import { type Passing, passingOf } from './spf/passing.ts';
import type { SpfFacts } from './spf.ts';

/** What the domain is for, as its owner says or its records show. */
export interface RoleFacts {
  value: Role;
  source: 'declared' | 'inferred';
  /** Nothing is sent in its name, whether or not it receives: no mail of the owner's own can be lost by a strict policy. */
  quiet: boolean;
  /** What the inference rests on, in words. */
  signals: string[];
  /** Others register names below it (“com”, “co.uk”): it is a registry's, not a sender's. */
  publicSuffix: boolean;
}

export async function gatherRole({ domain, declared, fact }: Gathering): Promise<RoleFacts> {
  const publicSuffix = (await registrableDomain(domain)) === undefined;
  if (declared.role !== undefined)
    return {
      value: declared.role,
      source: 'declared',
      quiet: declared.role === 'no-mail' || declared.role === 'receive-only',
      signals: [],
      publicSuffix,
    };
  const [mx, spf] = await Promise.all([fact('mx'), fact('spf')]);
  const receives = receiving(mx);
  const sends = sending(spf);
  const isSilent = saysNoMail(mx, spf);
  return {
    value: isSilent ? 'no-mail' : roleOf(mx, receives.yes, sends.yes),
    source: 'inferred',
    quiet: isSilent || sends.yes === false,
    signals: [receives.signal, sends.signal],
    publicSuffix,
  };
}

/**
 * RFC 7505 §4.2: a null MX is for domains that neither take nor send mail, and none that sends should have it. Where no
 * SPF record is proven to speak against it, and none is meant to, it is taken at its word.
 */
function saysNoMail({ state }: MxFacts, { root, outcome }: SpfFacts): boolean {
  return state === 'null-mx' && outcome === 'none' && ignoredTexts(root).length === 0;
}

interface Signal {
  yes: boolean | undefined;
  signal: string;
}

function receiving({ state }: MxFacts): Signal {
  switch (state) {
    case 'mx':
      return { yes: true, signal: 'MX names mail servers' };
    case 'null-mx':
      return { yes: false, signal: 'null MX: no mail wanted' };
    case 'null-mx-with-others':
      return { yes: true, signal: 'MX names mail servers beside a null MX' };
    case 'none':
      return { yes: false, signal: 'neither MX nor address' };
    case 'implicit':
      // A web site without MX looks the same as a mail server without one.
      return { yes: undefined, signal: 'no MX, but an address that mail falls back to' };
    default:
      return { yes: undefined, signal: 'MX not known' };
  }
}

const SENDING: Record<Passing, Signal> = {
  yes: { yes: true, signal: 'SPF lets servers send' },
  no: { yes: false, signal: 'SPF lets nothing send' },
  unknown: { yes: undefined, signal: 'whom SPF lets send was not answered' },
};

function sending({ root, outcome }: SpfFacts): Signal {
  if (outcome === 'none' || root.record === undefined)
    return { yes: undefined, signal: 'no SPF record that tells who sends' };
  // What cannot be read was written for somebody who sends.
  const isBroken = root.terms.some(({ term }) => term.kind === 'unreadable');
  return SENDING[isBroken ? 'yes' : passingOf(root)];
}

/** Without an answer about MX nobody takes no mail. */
function roleOf({ state }: MxFacts, receives: boolean | undefined, sends: boolean | undefined): Role {
  return state === 'unknown' && sends === false ? 'unknown' : combine(receives, sends);
}

function combine(receives: boolean | undefined, sends: boolean | undefined): Role {
  if (receives === true && sends !== undefined) return sends ? 'mail' : 'receive-only';
  if (receives === false && sends === true) return 'send-only';
  if (sends === false) return 'no-mail';
  return receives === undefined && sends === true ? 'mail' : 'unknown';
}
