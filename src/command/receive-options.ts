import { InvalidArgumentError, Option } from 'commander';
import { auditOptions } from './option-values.ts';
import type { AuditCommandOptions } from './options.ts';

/** What the command line of `receive` says, checked. */
export interface ReceiveOptions
  extends Pick<
    AuditCommandOptions,
    | 'server'
    | 'ca'
    | 'zone'
    | 'offline'
    | 'format'
    | 'json'
    | 'output'
    | 'verbose'
    | 'quiet'
    | 'failOn'
    | 'onIncomplete'
    | 'ignore'
    | 'color'
  > {
  listen: ListenAddress;
  tlsListen?: ListenAddress;
  cert?: string;
  privateKey?: string;
  save?: string;
  once: boolean;
  /** Octets. */
  maxSize: number;
  /** Seconds, for the lookups of one message. */
  timeout: number;
}

export interface ListenAddress {
  host: string;
  port: number;
}

const SHARED = new Set([
  'server',
  'ca',
  'zone',
  'offline',
  'format',
  'json',
  'output',
  'verbose',
  'quiet',
  'failOn',
  'onIncomplete',
  'ignore',
  'color',
]);

const LOOPBACK = '127.0.0.1';

function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain = LOOPBACK, port] = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d+)$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new InvalidArgumentError('Give ADDRESS:PORT, as in 127.0.0.1:2525 or [::1]:2525.');
  return { host: bracketed ?? plain, port: Number(port) };
}

const UNITS: Record<string, number> = { '': 1, k: 1000, m: 1_000_000 };
const MOST_OCTETS = 1_000_000_000;

function octets(text: string): number {
  const [, number, unit = ''] = /^(\d+)([km]?)b?$/i.exec(text) ?? [];
  const value = Number(number) * UNITS[unit.toLowerCase()]!;
  if (!(value >= 1000 && value <= MOST_OCTETS))
    throw new InvalidArgumentError('Give a size from 1k to 1000M, as in 50M.');
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 0.1 || value > 600)
    throw new InvalidArgumentError('Give seconds from 0.1 to 600.');
  return value;
}

/** An unset variable of a shell names no folder. */
function folderName(text: string): string {
  if (text === '') throw new InvalidArgumentError('Give a folder.');
  return text;
}

export function receiveOptions(): Option[] {
  return [
    new Option('--listen <address:port>', 'where to take mail, with STARTTLS; port 0 for any that is free')
      .argParser(listenAddress)
      .default({ host: LOOPBACK, port: 2525 }, `${LOOPBACK}:2525`),
    new Option(
      '--tls-listen <address:port>',
      'also take mail here, under TLS from the start, as on port 465',
    ).argParser(listenAddress),
    new Option('--cert <file>', 'certificate and its chain, PEM (default: one made for this run)'),
    new Option('--private-key <file>', 'its private key, PEM'),
    new Option('--once', 'end after one message, with its exit code').default(false, ''),
    new Option(
      '--save <folder>',
      'keep messages and results there; a message is acknowledged once it is on disk',
    ).argParser(folderName),
    new Option('--max-size <size>', 'of a message; larger ones are refused')
      .argParser(octets)
      .default(50_000_000, '50M'),
    ...auditOptions().filter((option) => SHARED.has(option.attributeName())),
    new Option('--timeout <seconds>', 'for the lookups of one message').argParser(seconds).default(20),
  ];
}
