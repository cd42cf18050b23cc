import { InvalidArgumentError, Option } from 'commander';
import { readDomain } from './domain.ts';
import { collect } from './option-values.ts';

/** What one command alone takes: whether the DNS and a key at hand belong together. */
export const KEY_OPTIONS: Readonly<Record<string, () => Option>> = {
  dkim: () =>
    new Option(
      '--private-key <file>',
      'the signing server’s key: whether what is published at the one --selector belongs to it',
    ),
  dane: () =>
    new Option(
      '--next-key <host=file>',
      'the certificate with its chain, or the key, that this mail server will show next, PEM: whether its TLSA record stands ready (repeatable)',
    ).argParser(collect(nextKey)),
};

function nextKey(text: string): { host: string; file: string } {
  const [, host, file] = /^([^=/]+)=(.+)$/s.exec(text) ?? [];
  if (host === undefined || file === undefined)
    throw new InvalidArgumentError('Give HOST=FILE, as in mx1.example.com=fullchain.pem.');
  const read = readDomain(host);
  if ('problem' in read) throw new InvalidArgumentError(`${host}: ${read.problem}.`);
  return { host: read.domain, file };
}
