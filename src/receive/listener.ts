import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import type { KeyAndCertificate } from './certificate.ts';
import { Conversation } from './conversation.ts';
import type { Limits } from './limits.ts';
import type { Places } from './places.ts';

/** Postfix refuses to talk to a server that greets with Postfix's own name, which this host's may be. */
export const SERVER_NAME = 'mailcheck.localhost';

export interface Address {
  host: string;
  port: number;
}

export interface ListenerOptions {
  /** TLS from the first octet (RFC 8314 §3); else STARTTLS is offered. */
  implicitTls: boolean;
  certificate: KeyAndCertificate;
  limits: Limits;
  places: Places;
  handlers: Pick<SMTPServerOptions, 'onMailFrom' | 'onData'>;
}

/** smtp-server with our conversations in place of its own. */
export class Listener extends SMTPServer {
  readonly #limits: Limits;
  readonly #places: Places;

  constructor({ implicitTls, certificate, limits, places, handlers }: ListenerOptions) {
    super({
      ...handlers,
      onConnect: ({ remoteAddress }, callback) => callback(this.#refusal(remoteAddress)),
      ...certificate,
      minVersion: 'TLSv1.2',
      // The handshake is part of the conversation, and so of its limits.
      secure: implicitTls,
      needsUpgrade: implicitTls,
      name: SERVER_NAME,
      banner: 'mailcheck receive: tells how mail is judged, and passes nothing on',
      heloResponse: '%s',
      size: limits.messageOctets,
      maxRecipients: limits.recipients,
      // Never before our own, which say what was waited for.
      socketTimeout: 2 * Math.max(limits.commandMs, limits.dataMs),
      maxCommandLength: 4096,
      disabledCommands: ['AUTH', 'HELP', 'WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'],
      // Reading addresses strictly would refuse senders that exist: names with an underscore, “user.@example.com”.
      lenientAddressParsing: true,
      disableReverseLookup: true,
      logger: false,
    });
    this.#limits = limits;
    this.#places = places;
    // Clients that break off, TLS that fails: theirs to know, and no reason to stop.
    this.on('error', () => {});
  }

  async open({ host, port }: Address): Promise<Address> {
    this.listen(port, host);
    await once(this.server, 'listening');
    const { address, port: given } = this.server.address() as AddressInfo;
    return { host: address, port: given };
  }

  override connect(socket: Socket, options?: SMTPConnectionOptions | null): void {
    // One that is gone already tells of it no more, and would be counted for ever.
    if (this.#places.isFlooded() || socket.destroyed) {
      socket.destroy();
      return;
    }
    const conversation = new Conversation(this, socket, options, this.#limits, () =>
      this.#places.leave(conversation.remoteAddress),
    );
    this.#places.enter(conversation.remoteAddress);
    this.connections.add(conversation);
    conversation.on('error', () => {});
    conversation.init();
  }

  /** Takes no more connections; resolves when those that are open have ended. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const conversation of this.connections) (conversation as Conversation).leave();
    await closed;
  }

  /** Those that still talk. */
  cut(): void {
    for (const conversation of this.connections) {
      conversation.send(421, 'this server stops, good bye');
      conversation.close();
    }
  }

  #refusal(address: string): (Error & { responseCode: number }) | null {
    const why = this.#places.refusal(address);
    return why === undefined ? null : Object.assign(new Error(why), { responseCode: 421 });
  }
}
