import { type AnswerTo, type AnyAnswer, type Name, nameKey, reverseName, sameName } from '../dns/index.ts';
import { sendersOf } from './address-senders.ts';
import type { Gathering } from './gathering.ts';
import { addressesOf, distinctNames, type Host } from './hosts.ts';
import { isUnknown, recordsOf } from './known.ts';
import { registrableDomain } from './registered.ts';

/** An address and the names that its owner gives it (PTR), each asked whether it leads back (RFC 8601 §3 "iprev"). */
export interface ReverseFacts {
  address: string;
  /** SPF names it by itself, so it sends; what only receives needs no name (RFC 8601 §3 looks at clients). */
  sends: boolean;
  /** It sends, if at all, beside another work: see {@link Sender}. */
  incidental: boolean;
  ptr: AnswerTo<'PTR'>;
  names: { name: Name; confirmed: boolean | 'unknown'; answer: AnyAnswer }[];
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

/** A domain with more addresses is a farm: its reverse names are a provider's business, and each costs queries. */
const MAX_REVERSE = 16;
/** RFC 7208 §5.5 looks at ten names too. */
const MAX_NAMES = 10;

export async function gatherAddress(gathering: Gathering): Promise<AddressFacts> {
  const [receivers, senders] = await Promise.all([gatherReceivers(gathering), gatherSenders(gathering)]);
  const reverse = new Map([...receivers.reverse, ...senders.reverse].map((facts) => [facts.address, facts]));
  const all = new Set([...receivers.all, ...senders.all]);
  return {
    hosts: receivers.hosts,
    reverse: [...reverse.values()],
    senders: senders.answer,
    hidden: senders.hidden,
    unasked: all.size - reverse.size,
  };
}

async function gatherReceivers(gathering: Gathering) {
  const mx = await gathering.fact('mx');
  const hosts = [...new Map([mx.own, ...mx.hosts].map((host) => [nameKey(host.name), host])).values()];
  // The domain's own address is a web server's, unless it receives mail.
  const receiving = mx.state === 'implicit' ? hosts : hosts.slice(1);
  const all = [...new Set(receiving.flatMap(addressesOf))];
  const reverse = await gatherReverses(gathering, all, (address) => ({
    address,
    sends: false,
    incidental: false,
  }));
  return { hosts, all, reverse };
}

async function gatherSenders(gathering: Gathering) {
  const { root } = await gathering.fact('spf');
  const { domain } = gathering;
  const { addresses, hidden } = sendersOf(root, (await registrableDomain(domain)) ?? domain);
  const reverse = await gatherReverses(gathering, addresses, (sender) => ({ ...sender, sends: true }));
  return { answer: root.answer, all: addresses.map(({ address }) => address), hidden, reverse };
}

type Looked = Pick<ReverseFacts, 'address' | 'sends' | 'incidental'>;

function gatherReverses<T>(
  gathering: Gathering,
  found: readonly T[],
  looked: (one: T) => Looked,
): Promise<ReverseFacts[]> {
  return Promise.all(found.slice(0, MAX_REVERSE).map((one) => gatherReverse(gathering, looked(one))));
}

async function gatherReverse(gathering: Gathering, looked: Looked): Promise<ReverseFacts> {
  const { address } = looked;
  const ptr = await gathering.ask(reverseName(address)!, 'PTR');
  const targets = distinctNames(recordsOf(ptr).map(({ target }) => target)).slice(0, MAX_NAMES);
  const names = await Promise.all(targets.map((name) => confirm(gathering, name, address)));
  return { ...looked, ptr, names };
}

async function confirm(
  { ask }: Gathering,
  name: Name,
  address: string,
): Promise<ReverseFacts['names'][number]> {
  const answer = await (address.includes(':') ? ask(name, 'AAAA') : ask(name, 'A'));
  if (isUnknown(answer)) return { name, confirmed: 'unknown', answer };
  return { name, confirmed: recordsOf(answer).some((record) => sameName(record.address, address)), answer };
}
