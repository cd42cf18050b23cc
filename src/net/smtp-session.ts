import { constants } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { monotonicMs } from '../dns/clock.ts';
import { type SmtpConnection, Stopped, Unexpected } from './smtp-connection.ts';
import { extensionsIn, offers, shownReply } from './smtp-reply.ts';
import type { NotSmtp, SmtpProbed, SmtpReply, SmtpRequest, SmtpSecurity, SmtpSession } from './smtp-types.ts';
import { authoritiesFor, type Trust, tlsFactsOf } from './tls-facts.ts';

export interface SmtpContext {
  /** Our name in EHLO; an address literal where none is given. */
  helo?: string;
  trust: Trust;
}

/** From here on senders that wait less than RFC 5321 §4.5.3.2.1 asks for may have given up. */
const LATE_MS = 10_000;

/** What TLS is offered: all that senders of mail may still speak, for what is refused is worth less than what is weak. */
const ANY_TLS = {
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
  // Old servers without RFC 5746, too: nothing is renegotiated here.
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
} as const;
const OLD_TLS = { ...ANY_TLS, maxVersion: 'TLSv1.1' } as const;

type Opened = Pick<SmtpSession, 'greeting' | 'isLate' | 'refusedEhlo' | 'extensions'>;

/** Greeting, EHLO, TLS, EHLO again. No mail is sent, no address is tried. */
export async function showItself(
  connection: SmtpConnection,
  request: SmtpRequest,
  context: SmtpContext,
): Promise<SmtpSession | NotSmtp> {
  const implicit = request.port === 465 ? await secured(connection, request, context) : undefined;
  if (implicit && implicit.state !== 'established')
    return { ...SILENT, status: 'answered', security: implicit };
  const opened = await open(connection, context);
  if ('status' in opened) return opened;
  const security =
    implicit === undefined
      ? await startTls(connection, opened, request, context)
      : { ...implicit, extensions: opened.extensions };
  return { status: 'answered', ...opened, security };
}

/** A server that takes TLS only, and with which it does not come about. */
const SILENT = { greeting: { code: 0, lines: [] }, isLate: false, refusedEhlo: null, extensions: [] };

async function open(connection: SmtpConnection, context: SmtpContext): Promise<Opened | NotSmtp> {
  const began = monotonicMs();
  const greeting = await connection.reply().catch((error: unknown) => {
    if (error instanceof Unexpected) return { status: 'not-smtp', said: error.message } as const;
    throw error;
  });
  if ('status' in greeting) return greeting;
  const isLate = monotonicMs() - began > LATE_MS;
  if (greeting.code !== 220) throw refusal('it greets with', greeting);
  return { greeting, isLate, ...(await introduce(connection, context)) };
}

/** Replies that mean “I do not know this command” (RFC 5321 §4.2.3); all others are about us. */
const UNKNOWN_COMMAND: readonly number[] = [500, 502, 504];

async function introduce(
  connection: SmtpConnection,
  { helo = connection.literal }: SmtpContext,
): Promise<Pick<Opened, 'refusedEhlo' | 'extensions'>> {
  const ehlo = await connection.command(`EHLO ${helo}`);
  if (ehlo.code === 250) return { refusedEhlo: null, extensions: extensionsIn(ehlo) };
  if (!UNKNOWN_COMMAND.includes(ehlo.code)) throw refusal('to EHLO it says', ehlo);
  const older = await connection.command(`HELO ${helo}`);
  if (older.code !== 250) throw refusal('to HELO it says', older);
  return { refusedEhlo: ehlo, extensions: [] };
}

function refusal(what: string, reply: SmtpReply): Stopped {
  return new Stopped('refused', `${what} ${shownReply(reply)}`);
}

/** Some firewalls overwrite what they do not know, ours or theirs. */
const BLOTTED = /^X{4,}[A-Z]?\b|^\*{4,}/;

async function startTls(
  connection: SmtpConnection,
  { extensions, greeting }: Opened,
  request: SmtpRequest,
  context: SmtpContext,
): Promise<SmtpSecurity> {
  if (!offers(extensions, 'STARTTLS')) {
    const isBlotted = [...extensions, ...greeting.lines].some((line) => BLOTTED.test(line));
    const detail = 'a firewall on the way blots out what the server says';
    return isBlotted ? { state: 'unknown', reason: 'malformed', detail } : { state: 'not-offered' };
  }
  return await kept(async () => {
    const reply = await connection.command('STARTTLS');
    return reply.code === 220 ? secured(connection, request, context) : { state: 'refused', reply };
  });
}

/** What was seen until then stands, however TLS ends. */
async function kept(attempt: () => Promise<SmtpSecurity>): Promise<SmtpSecurity> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Unexpected) return { state: 'broken', detail: error.message };
    if (error instanceof Stopped) return { state: 'unknown', reason: error.reason, detail: error.message };
    throw error;
  }
}

function secured(
  connection: SmtpConnection,
  { name, port }: SmtpRequest,
  context: SmtpContext,
): Promise<SmtpSecurity> {
  return kept(async () => {
    const socket = await connection.secure({ ...ANY_TLS, ...tlsOptions(name, context) });
    const tls = tlsFactsOf(socket, name, context.trust);
    const extensions = port === 465 ? null : await extensionsAgain(connection, context);
    return { state: 'established', tls, extensions };
  });
}

/** RFC 3207 §4.2: what was said before is forgotten. */
async function extensionsAgain(connection: SmtpConnection, context: SmtpContext): Promise<string[] | null> {
  return await introduce(connection, context).then(
    ({ extensions }) => extensions,
    () => null,
  );
}

/** Trusted or not is told afterwards, by {@link tlsFactsOf}. */
function tlsOptions(servername: string, { trust }: SmtpContext) {
  const ca = authoritiesFor(trust);
  return {
    // RFC 6066 §3: a name, never an address.
    ...(isIP(servername) === 0 && { servername }),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...(ca && { ca }),
  };
}

/** Whether the server takes TLS 1.0 or 1.1 from a client that has nothing newer. */
export async function tryOldTls(
  connection: SmtpConnection,
  { name }: SmtpRequest,
  context: SmtpContext,
): Promise<SmtpProbed | NotSmtp> {
  const opened = await open(connection, context);
  if ('status' in opened) return opened;
  const reply = await connection.command('STARTTLS');
  if (reply.code !== 220) return { status: 'probed', accepted: null };
  const options = { ...OLD_TLS, ...tlsOptions(name, context) };
  return {
    status: 'probed',
    accepted: await unlessRefused(connection, options, (socket) => socket.getProtocol()),
  };
}

/**
 * Whether a command that stands in clear behind STARTTLS is obeyed after the handshake, as if it had come over TLS.
 * NOOP changes nothing: an answer to it before the one to QUIT gives it away.
 */
export async function tryPipelined(
  connection: SmtpConnection,
  { name }: SmtpRequest,
  context: SmtpContext,
): Promise<SmtpProbed | NotSmtp> {
  const opened = await open(connection, context);
  if ('status' in opened) return opened;
  const reply = await connection.command('STARTTLS', 'NOOP\r\n');
  if (reply.code !== 220) return { status: 'probed', accepted: null };
  const options = { ...ANY_TLS, ...tlsOptions(name, context) };
  return {
    status: 'probed',
    accepted: await unlessRefused(connection, options, () => answerToNoop(connection)),
  };
}

async function answerToNoop(connection: SmtpConnection): Promise<string | null> {
  const first = await connection.command('QUIT');
  if (first.code === 221) return null;
  return (await connection.reply()).code === 221 ? shownReply(first) : null;
}

/** The session before went through the same steps: a connection that ends here, and only here, was ended by the server. */
async function unlessRefused(
  connection: SmtpConnection,
  options: ConnectionOptions,
  then: (socket: TLSSocket) => string | null | Promise<string | null>,
): Promise<string | null> {
  try {
    return await then(await connection.secure(options));
  } catch (error) {
    const isRefusal = error instanceof Unexpected || (error instanceof Stopped && error.reason === 'reset');
    if (isRefusal) return null;
    throw error;
  }
}
