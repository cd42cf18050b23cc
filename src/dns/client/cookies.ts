import { randomBytes } from 'node:crypto';
import type { Edns, EdnsOption } from '../wire/index.ts';

const COOKIE = 10;
const CLIENT_OCTETS = 8;
const LEAST_SERVER_OCTETS = 8;
const MOST_SERVER_OCTETS = 32;

/**
 * DNS cookies with one server (RFC 7873, RFC 9018): it proves with each reply that it has seen our query. A client
 * cookie for each server, forgotten with the process, tells nobody who we are (RFC 9018 §8.1).
 */
export class Cookies {
  readonly #own = randomBytes(CLIENT_OCTETS);
  #servers: Uint8Array | undefined;
  #options: readonly EdnsOption[] = [{ code: COOKIE, octets: this.#own }];

  /** What a query carries. */
  get options(): readonly EdnsOption[] {
    return this.#options;
  }

  /** RFC 7873 §5.3. `missing`: the server gave cookies before, and this reply has none. */
  judge(edns: Edns | undefined): 'good' | 'none' | 'missing' | 'wrong' {
    const octets = edns?.options.find(({ code }) => code === COOKIE)?.octets;
    if (octets === undefined) return this.#servers === undefined ? 'none' : 'missing';
    const servers = octets.subarray(CLIENT_OCTETS);
    const isOurs = this.#own.equals(octets.subarray(0, CLIENT_OCTETS));
    if (!isOurs || servers.length > MOST_SERVER_OCTETS) return 'wrong';
    if (servers.length === 0) return this.#servers === undefined ? 'none' : 'missing';
    if (servers.length < LEAST_SERVER_OCTETS) return 'wrong';
    if (this.#servers === undefined || !servers.every((octet, at) => octet === this.#servers![at]))
      this.#keep(servers);
    return 'good';
  }

  #keep(servers: Uint8Array): void {
    this.#servers = servers;
    this.#options = [{ code: COOKIE, octets: Buffer.concat([this.#own, servers]) }];
  }

  /** Whether this server gives cookies. */
  get areKnown(): boolean {
    return this.#servers !== undefined;
  }

  /** The server has shown, where nobody can forge, that it gives none any more. */
  forget(): void {
    this.#servers = undefined;
    this.#options = [{ code: COOKIE, octets: this.#own }];
  }
}
