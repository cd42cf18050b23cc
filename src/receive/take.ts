import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { Refusal, refusalOf } from './answer.ts';
import { envelopeOf } from './envelope.ts';
import type { Accepted, Arriving, Spool } from './spool.ts';
import { lineEndings } from './stray.ts';

/**
 * Reads a message to its end and keeps it. Always to its end: an answer before it would be taken for the answer to the
 * next command. Resolves once the message is on disk; what is thrown is a Refusal, and nothing is kept.
 * @param mayAccept asked at the very end, before the message is accepted.
 */
export async function takeMessage(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  spool: Spool,
  mayAccept: () => Refusal | undefined,
): Promise<Accepted> {
  const keeper = await keeperIn(spool);
  const isClean = lineEndings();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (!isClean(chunk)) keeper.refuse(BARE);
      if (stream.sizeExceeded) keeper.refuse(TOO_LARGE);
      await keeper.write(chunk);
    }
  } catch {
    keeper.refuse(BROKEN_OFF);
  }
  // However it broke off: half a message is never a message.
  if (!stream.readableEnded) keeper.refuse(BROKEN_OFF);
  const refusal = mayAccept();
  if (refusal !== undefined) keeper.refuse(refusal);
  return keeper.end(session);
}

const BARE = new Refusal(
  550,
  'the message holds CR or LF alone, which receivers read differently: lines end with CR LF (RFC 5321 section 2.3.8)',
);
const TOO_LARGE = new Refusal(552, 'the message is larger than this server takes');
const BROKEN_OFF = new Refusal(451, 'the connection ended within the message');

interface Keeper {
  /** The first reason stays; nothing more is written. */
  refuse(why: Refusal): void;
  write(chunk: Buffer): Promise<void>;
  end(session: SMTPServerSession): Promise<Accepted>;
}

async function keeperIn(spool: Spool): Promise<Keeper> {
  let refusal: Refusal | undefined;
  const fail = (error: unknown): undefined => {
    refusal ??= refusalOf(error);
  };
  const arriving: Arriving | undefined = await spool.arrive().catch(fail);
  return {
    refuse: fail,
    async write(chunk) {
      if (refusal === undefined) await arriving?.write(chunk).catch(fail);
    },
    async end(session) {
      const kept =
        refusal === undefined ? await arriving?.accept(envelopeOf(session)).catch(fail) : undefined;
      if (kept !== undefined) return kept;
      await arriving?.discard().catch(() => {});
      throw refusal;
    },
  };
}
