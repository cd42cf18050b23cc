import { Readable } from 'node:stream';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { keyName, keyRecordText } from './keys.ts';
import type { Signer } from './sign.ts';
import type { ScannedMessage } from './sign-scan.ts';

/**
 * A second opinion on what was signed, by another implementation, with the keys for a DNS. Throws where a signature does
 * not verify: that is our mistake.
 * @param signatures the new fields, their lines ended by CRLF
 * @param body the octets behind the header, as they are
 */
export async function verifySignatures(
  signatures: string,
  message: ScannedMessage,
  body: AsyncIterable<Buffer>,
  signers: readonly Signer[],
): Promise<void> {
  const { results } = await dkimVerify(Readable.from(signedMessage(signatures, message, body)), {
    strict: true,
    resolver: resolverOf(signers),
  });
  for (const { domain, selector } of signers) {
    const result = results.find((one) => one.signingDomain === domain && one.selector === selector);
    if (result?.status.result === 'pass') continue;
    throw new Error(
      `the signature of ${selector} at ${domain} does not verify: ${JSON.stringify(result?.status)}`,
    );
  }
}

/** As it is sent. Signatures that were there are left out: they are not ours to judge, and may be many. */
async function* signedMessage(
  signatures: string,
  { fields, lineEnd }: ScannedMessage,
  body: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const others = fields.filter(({ name }) => !/^(?:dkim-signature|arc-.*)$/i.test(name));
  yield Buffer.from(`${signatures}${others.map(({ text }) => `${text}\r\n`).join('')}\r\n`, 'latin1');
  for await (const chunk of body)
    yield lineEnd === '\r\n'
      ? chunk
      : Buffer.from(chunk.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

class NotFound extends Error {
  readonly code = 'ENOTFOUND';
}

function resolverOf(signers: readonly Signer[]) {
  const texts = new Map(
    signers.map(({ selector, domain, key }) => [keyName(selector, domain), keyRecordText(key)]),
  );
  return async (name: string): Promise<string[][]> => {
    const text = texts.get(name.toLowerCase());
    if (text === undefined) throw new NotFound(name);
    return [[text]];
  };
}
