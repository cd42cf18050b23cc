import {
  type AnswerTo,
  type AnyAnswer,
  addressOctets,
  formatAddress,
  type Name,
  reverseName,
  sameName,
} from '../dns/index.ts';
import { parseSpf, selectSpf } from '../records/spf.ts';
import type { Gathering } from './gathering.ts';
import { addressesOf, distinctNames, gatherHost, type Host } from './hosts.ts';
import { isUnknown, recordsOf } from './known.ts';

/** An address and the names that its owner gives it (PTR), each asked whether it leads back (RFC 8601 §3 "iprev"). */
export interface ReverseFacts {
  address: string;
  /** SPF names it by itself, so it sends; what only receives needs no name (RFC 8601 §3 looks at clients). */
  sends: boolean;
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
}

/** A domain with more addresses is a farm: its reverse names are a provider's business, and each costs queries. */
const MAX_REVERSE = 16;
/** RFC 7208 §5.5 looks at ten names too. */
const MAX_NAMES = 10;

export async function gatherAddress(gathering: Gathering): Promise<AddressFacts> {
  const [receivers, senders] = await Promise.all([gatherReceivers(gathering), gatherSenders(gathering)]);
  const reverse = new Map([...receivers.reverse, ...senders.reverse].map((facts) => [facts.address, facts]));
  return { hosts: receivers.hosts, reverse: [...reverse.values()], senders: senders.answer };
}

async function gatherReceivers(gathering: Gathering): Promise<Pick<AddressFacts, 'hosts' | 'reverse'>> {
  const mx = await gathering.fact('mx');
  const names = distinctNames([mx.own.name, ...mx.hosts.map(({ name }) => name)]);
  const hosts = await Promise.all(names.map((name) => gatherHost(gathering, name)));
  // The domain's own address is a web server's, unless it receives mail.
  const receiving = mx.state === 'implicit' ? hosts : hosts.slice(1);
  return { hosts, reverse: await gatherReverses(gathering, receiving.flatMap(addressesOf), false) };
}

/** Addresses that the domain's own record names one by one: servers of its own, not a provider's ranges. */
async function gatherSenders(
  gathering: Gathering,
): Promise<{ answer: AnswerTo<'TXT'>; reverse: ReverseFacts[] }> {
  const answer = await gathering.ask(gathering.domain, 'TXT');
  const records = selectSpf(recordsOf(answer).map(({ strings }) => strings.join('')));
  const addresses = records.length === 1 ? singleSenders(records[0]!) : [];
  return { answer, reverse: await gatherReverses(gathering, addresses, true) };
}

function singleSenders(record: string): string[] {
  return parseSpf(record).value.terms.flatMap((term) => {
    if (term.kind !== 'ip4' && term.kind !== 'ip6') return [];
    const octets = addressOctets(term.address);
    const single = octets !== undefined && term.prefix === octets.length * 8 && term.qualifier === '+';
    return single ? [formatAddress(octets)] : [];
  });
}

function gatherReverses(
  gathering: Gathering,
  addresses: readonly string[],
  sends: boolean,
): Promise<ReverseFacts[]> {
  const distinct = [...new Set(addresses)].slice(0, MAX_REVERSE);
  return Promise.all(distinct.map((address) => gatherReverse(gathering, address, sends)));
}

async function gatherReverse(gathering: Gathering, address: string, sends: boolean): Promise<ReverseFacts> {
  const ptr = await gathering.ask(reverseName(address)!, 'PTR');
  const targets = distinctNames(recordsOf(ptr).map(({ target }) => target)).slice(0, MAX_NAMES);
  const names = await Promise.all(targets.map((name) => confirm(gathering, name, address)));
  return { address, sends, ptr, names };
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
