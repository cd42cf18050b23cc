import { type AnswerTo, type AnyAnswer, nameKey } from '../dns/index.ts';
import { gatherNames, gatherPointers, type ReverseName } from './address/reverse.ts';
import { sendersOf } from './address/senders.ts';
import type { Gathering } from './gathering.ts';
import { addressesOf, type Host } from './hosts.ts';
import { registrableDomain } from './registered.ts';

/** An address and the names that its owner gives it (PTR), each asked whether it leads back (RFC 8601 §3 "iprev"). */
export interface ReverseFacts {
  address: string;
  /** SPF names it by itself, so it sends; what only receives needs no name (RFC 8601 §3 looks at clients). */
  sends: boolean;
  /** It sends, if at all, beside another work: see {@link Sender}. */
  incidental: boolean;
  ptr: AnswerTo<'PTR'>;
  names: ReverseName[];
  /** How many names there are beyond the most that are looked at. */
  unasked: number;
}

export interface AddressFacts {
  /** The domain itself, then its MX hosts. */
  hosts: Host[];
  /** Of the hosts' addresses, and of the single addresses that SPF lets send. */
  reverse: ReverseFacts[];
  /** The domain's own TXT set, whose SPF record names the senders. */
  senders: AnswerTo<'TXT'>;
  /** Failed lookups that may hide senders. */
  hidden: AnyAnswer[];
  /** How many addresses there are beyond the most that are looked at. */
  unasked: number;
}

export async function gatherAddress(gathering: Gathering): Promise<AddressFacts> {
  const [receivers, senders] = await Promise.all([gatherReceivers(gathering), gatherSenders(gathering)]);
  const looked = new Map([...receivers.looked, ...senders.looked].map((one) => [one.address, one]));
  const all = new Set([...receivers.all, ...senders.all]);
  return {
    hosts: receivers.hosts,
    reverse: await gatherNames(gathering, [...looked.values()]),
    senders: senders.answer,
    hidden: senders.hidden,
    unasked: all.size - looked.size,
  };
}

async function gatherReceivers(gathering: Gathering) {
  const mx = await gathering.fact('mx');
  const hosts = [...new Map([mx.own, ...mx.hosts].map((host) => [nameKey(host.name), host])).values()];
  // The domain's own address is a web server's, unless it receives mail.
  const receiving = mx.state === 'implicit' ? hosts : hosts.slice(1);
  const all = [...new Set(receiving.flatMap(addressesOf))];
  const receivers = all.map((address) => ({ address, sends: false, incidental: false }));
  return { hosts, all, looked: await gatherPointers(gathering, receivers) };
}

async function gatherSenders(gathering: Gathering) {
  const { root } = await gathering.fact('spf');
  const { domain } = gathering;
  const { addresses, hidden } = sendersOf(root, (await registrableDomain(domain)) ?? domain);
  const senders = addresses.map((sender) => ({ ...sender, sends: true }));
  const all = addresses.map(({ address }) => address);
  return { answer: root.answer, all, hidden, looked: await gatherPointers(gathering, senders) };
}
