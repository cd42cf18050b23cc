import path from 'node:path';
import {
  hostNameProblem,
  keyName,
  keyRecord,
  keyRecordText,
  LEAST_BITS,
  makeKey,
  privatePem,
  type SigningKey,
} from '../message/keys.ts';
import { display, safeJson } from '../render/sink.ts';
import { SCHEMA_VERSION } from '../report/report.ts';
import type { KeygenReport } from '../report/schema/keygen.ts';
import { printRecord } from '../zone/print.ts';
import { readDomain } from './domain.ts';
import { EXIT } from './exit-codes.ts';
import type { KeygenOptions } from './keygen-options.ts';
import { asUsage } from './message-problem.ts';
import { isTaken, writeKeyFile } from './private-key.ts';
import type { Streams } from './streams.ts';
import { cannotWrite } from './unreadable.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** Makes a key pair: the private key into a new file, the public one as the record that is to be published. */
export async function runKeygen(argument: string, options: KeygenOptions, streams: Streams): Promise<number> {
  const domain = signingDomain(argument);
  const { selector, type } = options;
  const name = nameOfKey(selector, domain);
  if (type === 'ed25519' && options.bits !== undefined)
    throw new UsageError('an Ed25519 key has one length: leave --bits out');
  const file = options.out ?? `${selector}.${domain}.private.pem`;
  await checkFree(file, streams.cwd);
  const key = await makeKey(type, options.bits ?? LEAST_BITS);
  await writeKeyFile(path.resolve(streams.cwd, file), privatePem(key)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw taken(file);
      cannotWrite(file)(error);
    },
  );
  const report = reportOf({ domain, selector, name, file, key });
  await streams.stdout.write(options.json ? `${safeJson(report, 2)}\n` : shown(report, options.verbose));
  await streams.stderr.write(
    `mailcheck: the private key is in ${display(file)}; keep it where only the signing server reads it\n`,
  );
  return EXIT.pass;
}

/** The `d=` of signatures. */
export function signingDomain(argument: string): string {
  const read = readDomain(argument);
  if ('problem' in read) throw new UsageError(`“${argument.slice(0, 60)}”: ${read.problem}`);
  const problem = hostNameProblem('domain', read.domain);
  if (problem !== undefined) throw new UsageError(problem);
  return read.domain;
}

export function nameOfKey(selector: string, domain: string): string {
  const problem = hostNameProblem('selector', selector);
  if (problem !== undefined) throw new UsageError(problem);
  try {
    return keyName(selector, domain);
  } catch (error) {
    throw asUsage('--selector', error);
  }
}

async function checkFree(file: string, cwd: string): Promise<void> {
  if (file === '-' || file === '')
    throw new UsageError('a private key goes into a file: give its name with --out');
  if (await isTaken(path.resolve(cwd, file))) throw taken(file);
}

function taken(file: string): UsageError {
  return new UsageError(
    `${file} is there already and stays as it is: take another selector, or another file with --out`,
  );
}

interface Made {
  domain: string;
  selector: string;
  name: string;
  file: string;
  key: SigningKey;
}

function reportOf({ domain, selector, name, file, key }: Made): KeygenReport {
  const value = keyRecordText(key);
  const record = { name, type: 'TXT', value, zone: printRecord(keyRecord(name, value)) } as const;
  return {
    schemaVersion: SCHEMA_VERSION,
    key: { domain, selector, keyType: key.type, bits: key.bits, file, record },
    tool: { name: 'mailcheck', version: VERSION },
  };
}

/** Zone text either way: what is for people stands in comments. */
function shown({ key }: KeygenReport, verbose: boolean): string {
  const { record } = key;
  if (!verbose) return `${record.zone}\n`;
  const notes = [...formLines(key), '', ...nextLines(key), '', ...dualLines(key)];
  return ['; for the zone', record.zone, '', ...notes.map((line) => line && `; ${line}`), ''].join('\n');
}

function formLines({ selector, record }: KeygenReport['key']): string[] {
  return [
    'for a web form, which splits long values by itself',
    `  name   ${record.name}`,
    `         (${selector}._domainkey where the form adds the domain)`,
    `  type   ${record.type}`,
    `  value  ${record.value}`,
  ];
}

function nextLines({ domain, selector, file }: KeygenReport['key']): string[] {
  return [
    'next: publish it, and sign with the key only when this finds no fault',
    `  mailcheck dkim ${domain} --selector ${selector} --private-key ${file}`,
  ];
}

/** RFC 8463 §6: a verifier that knows only one of the two still finds a signature. */
function dualLines({ domain, keyType }: KeygenReport['key']): string[] {
  const other = keyType === 'rsa' ? 'ed25519' : 'rsa';
  return [
    'two signatures: a message may carry one by an RSA key and one by an Ed25519',
    'key, each under a selector of its own; a receiver takes whichever it knows.',
    'All of them know RSA, not all know Ed25519 yet (RFC 8463 section 6).',
    `  mailcheck keygen ${domain} --selector ANOTHER --type ${other}`,
  ];
}
