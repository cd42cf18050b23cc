import path from 'node:path';
import { LEAST_BITS } from '../message/keys.ts';
import { checkLength, type Signer, type SigningOptions, signatureField } from '../message/sign.ts';
import type { Canonicalization } from '../message/sign-canonical.ts';
import { DEFAULT_FIELDS, readFieldList } from '../message/sign-fields.ts';
import { type ScannedMessage, scanMessage } from '../message/sign-scan.ts';
import { EXIT, interruptedCode } from './exit-codes.ts';
import { nameOfKey, signingDomain } from './keygen.ts';
import { asUsage } from './message-problem.ts';
import { readKeyFile } from './private-key.ts';
import { type MessageFile, openMessage } from './sign-input.ts';
import type { SignOptions } from './sign-options.ts';
import { writeOut, writeWhole } from './sign-output.ts';
import type { Streams } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** Puts a DKIM-Signature for each key in front of a message, all else of it staying as it is. */
export async function runSign(file: string, options: SignOptions, streams: Streams): Promise<number> {
  try {
    return await signFile(file, options, streams);
  } catch (error) {
    if (streams.interrupted.aborted) return interruptedCode(streams.interrupted);
    throw asUsage(file === '-' ? 'standard input' : file, error);
  }
}

async function signFile(file: string, options: SignOptions, streams: Streams): Promise<number> {
  const signers = await signersOf(options, streams);
  const signing = signingOptions(options);
  const message = await openMessage(file, streams);
  try {
    const scanned = await scanMessage(message.read(), signing.body);
    const signatures = signers.map((signer) => signatureField(scanned, signer, signing)).join('');
    const { verifySignatures } = await import('../message/sign-verify.ts');
    await verifySignatures(signatures, scanned, message.read(scanned.bodyAt), signers);
    await message.checkUnchanged();
    await tellNotes(scanned, signers, streams);
    await write(signed(signatures, scanned, message), options.output, streams);
    return EXIT.pass;
  } finally {
    await message.close();
  }
}

/** The signatures with the line ends of the message: a file with LF stays one. */
async function* signed(
  signatures: string,
  { lineEnd }: ScannedMessage,
  message: MessageFile,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(lineEnd === '\n' ? signatures.replaceAll('\r\n', '\n') : signatures, 'latin1');
  yield* message.read();
  await message.checkUnchanged();
}

function write(chunks: AsyncIterable<Uint8Array>, output: string | undefined, { stdout, cwd }: Streams) {
  return output === undefined ? writeOut(chunks, stdout) : writeWhole(chunks, path.resolve(cwd, output));
}

function signingOptions({ canonicalization, headers, expire }: SignOptions): SigningOptions {
  const [header, body] = canonicalization.split('/') as [Canonicalization, Canonicalization];
  const fields = headers === undefined ? DEFAULT_FIELDS : named('--headers', () => readFieldList(headers));
  return { header, body, fields, now: new Date(), ...(expire !== undefined && { expire }) };
}

/** Keys, selectors and domains by their order. */
async function signersOf({ key, selector, domain }: SignOptions, { cwd }: Streams): Promise<Signer[]> {
  if (selector.length !== key.length)
    throw new UsageError(
      `give one --selector for each --key: there are ${selector.length} for ${key.length}`,
    );
  if (domain.length !== key.length && domain.length !== 1)
    throw new UsageError(
      `give one --domain for all, or one for each --key: there are ${domain.length} for ${key.length}`,
    );
  const signers = await Promise.all(
    key.map((file, index) => signerOf(file, selector[index]!, domain[index] ?? domain[0]!, cwd)),
  );
  const names = signers.map(({ selector: own, domain: at }) => `${own} at ${at}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UsageError(`there is one key at ${twice}: give each key a selector of its own`);
  return signers;
}

async function signerOf(file: string, selector: string, domainText: string, cwd: string): Promise<Signer> {
  const domain = signingDomain(domainText);
  nameOfKey(selector, domain);
  const key = await readKeyFile(file, cwd);
  named(file, () => checkLength(key));
  return { domain, selector, key };
}

/** Says what a problem is about. */
function named<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asUsage(what, error);
  }
}

async function tellNotes(
  { has8Bit }: ScannedMessage,
  signers: readonly Signer[],
  { stderr }: Streams,
): Promise<void> {
  if (has8Bit)
    await stderr.write(
      'mailcheck: the body is not all ASCII: a server without 8BITMIME would change it and break the signature; base64 or quoted-printable is safe\n',
    );
  for (const { selector, key } of signers)
    if (key.type === 'rsa' && key.bits < LEAST_BITS)
      await stderr.write(
        `mailcheck: the key of ${selector} has ${key.bits} bits; ${LEAST_BITS} are advised (RFC 8301)\n`,
      );
}
