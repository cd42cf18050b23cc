import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { Refusal } from './answer.ts';
import type { KeyAndCertificate } from './certificate.ts';
import { createJudging, type Judging, within } from './judging.ts';
import type { Limits } from './limits.ts';
import { type Address, Listener, type ListenerOptions } from './listener.ts';
import { createPlaces } from './places.ts';
import type { Accepted, Spool } from './spool.ts';
import { takeMessage } from './take.ts';

export interface ReceivingOptions {
  listen: Address;
  tlsListen?: Address;
  certificate: KeyAndCertificate;
  spool: Spool;
  /** What an earlier run left, judged first. */
  left: readonly Accepted[];
  limits: Limits;
  /** No second message is accepted. */
  once: boolean;
  /** Called for each accepted message, for several at once. */
  judge(message: Accepted): Promise<void>;
  /** A message was answered with something else than 250. */
  refused(why: Refusal, session: SMTPServerSession): void;
}

export interface Receiving {
  /** Where it listens, with the ports that the system gave. */
  listening: { address: Address; implicitTls: boolean }[];
  /**
   * Open sessions are told 421, messages in hand are received and judged, both within the limit of time.
   * @returns how many accepted messages are not judged.
   */
  stop(): Promise<number>;
}

/** Opens the listeners. Throws where an address cannot be listened on. */
export async function startReceiving(options: ReceivingOptions): Promise<Receiving> {
  const { limits, left, certificate } = options;
  const judging = createJudging(options.judge, limits);
  for (const message of left) judging.add(message);
  const places = createPlaces(limits);
  const handlers = handlersFor(options, judging, left.length);
  const wanted = [
    { address: options.listen, implicitTls: false },
    ...(options.tlsListen === undefined ? [] : [{ address: options.tlsListen, implicitTls: true }]),
  ];
  const listeners: Listener[] = [];
  const stopListeners = async (): Promise<void> => {
    const stopped = Promise.all(listeners.map((listener) => listener.stop()));
    await within(stopped, limits.stopMs);
    for (const listener of listeners) listener.cut();
  };
  const listening: Receiving['listening'] = [];
  try {
    for (const { address, implicitTls } of wanted) {
      const listener = new Listener({ implicitTls, certificate, limits, places, handlers });
      listening.push({ address: await listener.open(address), implicitTls });
      listeners.push(listener);
    }
  } catch (error) {
    await stopListeners();
    throw error;
  }
  return {
    listening,
    async stop() {
      await stopListeners();
      return judging.finish(limits.stopMs);
    },
  };
}

function handlersFor(
  { spool, once, refused }: ReceivingOptions,
  judging: Judging,
  /** Messages that this run has already. */
  taken: number,
): ListenerOptions['handlers'] {
  const busy = (): Refusal | undefined => {
    if (once && taken > 0) return new Refusal(451, 'this server takes one message only, and has it');
    return judging.isFull() ? new Refusal(451, 'too many messages wait, try again later') : undefined;
  };
  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> => {
    let isReserved = false;
    const reserve = (): Refusal | undefined => {
      const refusal = busy();
      isReserved = refusal === undefined;
      if (isReserved) taken++;
      return refusal;
    };
    try {
      const message = await takeMessage(stream, session, spool, reserve);
      judging.add(message);
      return message.name;
    } catch (error) {
      if (isReserved) taken--;
      throw error;
    }
  };
  return {
    onMailFrom: (_address, _session, callback) => callback(busy()),
    onData(stream, session, callback) {
      receive(stream, session).then(
        (name) => callback(null, `accepted as ${name}`),
        (why: Refusal) => {
          refused(why, session);
          callback(why);
        },
      );
    },
  };
}
