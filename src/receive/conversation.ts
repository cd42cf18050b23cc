import type { Socket } from 'node:net';
import type { SMTPServer } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import type { Limits } from './limits.ts';
import { strictLines } from './strict-lines.ts';

const CLOSING = 421;
const START_OF_MAIL = 354;
const TO_QUIT_MS = 1000;
const TO_READ_MS = 500;

type ParsedAddress = ReturnType<SMTPConnection['_parseAddressCommand']>;

const QUOTED = /^([^:]*:\s*<)("(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*")(@[^"]*)$/u;

/**
 * One client's session, with the bounds that smtp-server does not keep: its time-out starts anew with every octet, and
 * only unknown commands count as mistakes.
 */
export class Conversation extends SMTPConnection {
  readonly #limits: Limits;
  readonly #closed: () => void;
  #step: NodeJS.Timeout | undefined;
  #whole: NodeJS.Timeout | undefined;
  #commands = 0;
  #mistakes = 0;
  #leaving = false;

  constructor(
    server: SMTPServer,
    socket: Socket,
    options: SMTPConnectionOptions | null | undefined,
    limits: Limits,
    closed: () => void,
  ) {
    super(server, socket, options);
    this.#limits = limits;
    this.#closed = closed;
  }

  override init(): void {
    this.#whole = this.#giveUpAfter(this.#limits.sessionMs, 'this session takes too long');
    this.#step = this.#giveUpAfter(this.#limits.commandMs, 'no command in time');
    super.init();
  }

  override _createParser(): SMTPStream {
    return strictLines(super._createParser(), () => {
      this.send(500, 'a command holds NUL, or CR or LF alone: lines end with CR LF (RFC 5321 section 2.3.8)');
      this.close();
    });
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    const isQuit = /^quit$/i.test(command.toString('latin1').trim());
    if (++this.#commands > this.#limits.commands) this.send(CLOSING, 'too many commands');
    else if (this.#leaving && !isQuit) this.#goodbye();
    else super._onCommand(command, callback);
  }

  /** RFC 5321 §4.1.2: a quoted local part may hold blanks and “@”, which smtp-server takes for the end of it. */
  override _parseAddressCommand(name: string, command: Buffer | string): ParsedAddress {
    const [, before, quoted, after] = QUOTED.exec(command.toString()) ?? [];
    if (quoted === undefined) return super._parseAddressCommand(name, command);
    const parsed = super._parseAddressCommand(name, `${before}x${after}`);
    return parsed && { ...parsed, address: `${quoted}${parsed.address.slice(1)}` };
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    super.send(code, data, context);
    if (code === CLOSING || this._closing || this._closed) return;
    clearTimeout(this.#step);
    this.#step =
      code === START_OF_MAIL
        ? this.#giveUpAfter(this.#limits.dataMs, 'the message does not end in time')
        : this.#giveUpAfter(this.#leaving ? TO_QUIT_MS : this.#limits.commandMs, 'no command in time');
    if (code >= 500 && ++this.#mistakes >= this.#limits.mistakes) this.send(CLOSING, 'too many mistakes');
  }

  override _onClose(): void {
    clearTimeout(this.#step);
    clearTimeout(this.#whole);
    if (!this._closed) this.#closed();
    super._onClose();
  }

  /** A message in hand is finished, and who has delivered one may say QUIT; the others are told at once. */
  leave(): void {
    this.#leaving = true;
    if (this._dataStream || this._handlerPending) return;
    clearTimeout(this.#step);
    if (this._transactionCounter === 0) this.#goodbye();
    else this.#step = this.#giveUpAfter(TO_QUIT_MS, 'this server stops');
  }

  #goodbye(): void {
    this.send(CLOSING, 'this server stops, good bye');
  }

  /** Whoever did not keep to the time is not waited for again. */
  #giveUpAfter(ms: number, why: string): NodeJS.Timeout {
    const giveUp = (): void => {
      this.send(CLOSING, `${why}, good bye`);
      setTimeout(() => this._socket.destroy(), TO_READ_MS).unref();
    };
    return setTimeout(giveUp, ms).unref();
  }
}
