import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Name } from '../../src/dns/index.ts';
import type { ServedZone } from './nsd.ts';

export const LDNS_KEYGEN = '/usr/bin/ldns-keygen';
export const LDNS_SIGNZONE = '/usr/bin/ldns-signzone';

/** A zone with DNSSEC (RFC 4035), for `startNsd`, and what a validating resolver must know of it. */
export interface SignedZone extends ServedZone {
  /** The DS record of its key as zone text, for `trustAnchors` of `startUnbound`. */
  ds: string;
  /** A DS record of another key, with which nothing in the zone validates. */
  wrongDs: string;
  /** Deletes the files. */
  remove(): void;
}

export interface Signing {
  /**
   * Signatures that ended ten days ago: up to one day is forgiven, for clocks that are wrong. `records`: all but the
   * key's own, without which a resolver finds no key to begin with, and says so.
   */
  expired?: 'records' | 'all';
  /** Replaces text after signing, everywhere, so that signatures no longer fit. */
  tamper?: { from: string; to: string };
  /** Absence is proved by hashes of names (RFC 5155) instead of NSEC; further iterations, and then a salt too. */
  nsec3?: boolean;
  iterations?: number;
  /** Signatures were made long ago and end tomorrow. */
  ending?: boolean;
  /** Lines of the signed zone that are not served. */
  without?: RegExp;
}

/** Signs a zone, given as text with a SOA record, with one new ECDSA P-256 key. */
export function signedZone(origin: Name, zone: string, signing: Signing = {}): SignedZone {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-signed-'));
  const run = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  const newKey = (): string => run(LDNS_KEYGEN, '-a', 'ECDSAP256SHA256', '-k', origin);
  const dsOf = (key: string): string =>
    readFileSync(path.join(folder, `${key}.ds`), 'utf8')
      .trim()
      .replaceAll(/\s+/g, ' ');
  const key = newKey();
  writeFileSync(path.join(folder, 'plain.zone'), `$ORIGIN ${absolute(origin)}\n$TTL 300\n${zone}\n`);
  const signed = (options: string[]): string => {
    run(LDNS_SIGNZONE, ...options, '-f', 'signed.zone', 'plain.zone', key);
    return readFileSync(path.join(folder, 'signed.zone'), 'utf8');
  };
  const file = path.join(folder, 'served.zone');
  writeFileSync(file, spoiled(signed, signing));
  return {
    origin,
    file,
    ds: dsOf(key),
    wrongDs: dsOf(newKey()),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function absolute(name: Name): string {
  return name.endsWith('.') ? name : `${name}.`;
}

/** The zone with what is asked to be wrong with it. */
function spoiled(
  signed: (options: string[]) => string,
  { expired, tamper, nsec3, iterations = 0, ending, without }: Signing,
): string {
  const salt = iterations > 0 ? ['-s', 'aabbccdd'] : [];
  const hashing = nsec3 ? ['-n', '-t', String(iterations), ...salt] : [];
  const good = signed(ending ? [...hashing, '-i', daysAgo(40), '-e', daysAgo(-1)] : hashing);
  if (without !== undefined)
    return good
      .split('\n')
      .filter((line) => !without.test(line))
      .join('\n');
  if (tamper !== undefined) return replaced(good, tamper.from, tamper.to);
  if (expired === undefined) return good;
  const old = signed([...hashing, '-i', daysAgo(40), '-e', daysAgo(10)]);
  return expired === 'all' ? old : replaced(old, keySignature(old), keySignature(good));
}

function keySignature(zone: string): string {
  return /^.*\sRRSIG\s+DNSKEY\s.*$/m.exec(zone)![0];
}

/** Seconds since 1970, as ldns takes them. */
function daysAgo(days: number): string {
  return String(Math.floor(Date.now() / 1000) - days * 86_400);
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`not in the zone: ${from}`);
  return text.replaceAll(from, to);
}
