import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Signer, type SigningOptions, signatureField } from '../../src/message/sign.ts';
import { DEFAULT_FIELDS } from '../../src/message/sign-fields.ts';
import { scanMessage } from '../../src/message/sign-scan.ts';
import { verifySignatures } from '../../src/message/sign-verify.ts';
import { asSent, BOTH, dkimpy, type SigningWorld, signingWorld, withoutDkimpy } from './sign-world.ts';

let world: SigningWorld;
before(async () => {
  world = await signingWorld();
});
after(() => world.close());

const text = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((all) => all.join(''));

/** A field body: lines that begin with a blank and are not blank. */
const folds = fc.array(
  fc.tuple(fc.constantFrom(' ', '\t', ' \t '), text('ab <>@.:;="=?', 8), fc.constantFrom('x', '!', ',')),
  { maxLength: 3 },
);
const field = (name: fc.Arbitrary<string>) =>
  fc
    .tuple(name, text(' \tab:;=<>@."', 10), folds)
    .map(([own, first, more]) => [`${own}:${first}`, ...more.map((parts) => parts.join(''))].join('\r\n'));
const once = fc
  .subarray(['To', 'Subject', 'subJECT', 'Date', 'Message-ID', 'Reply-To', 'MIME-Version', 'Content-Type'])
  .map((names) => names.filter((name) => name !== 'subJECT' || !names.includes('Subject')));
const often = fc.constantFrom('X-A', 'x-b', 'List-Id', 'LIST-id', 'Received', 'Resent-To', 'DKIM-Signature');
const header = once
  .chain((names) =>
    fc.tuple(
      fc.tuple(field(fc.constant('From')), ...names.map((name) => field(fc.constant(name)))),
      fc.array(field(often), { maxLength: 6 }),
    ),
  )
  .chain(([some, more]) => fc.shuffledSubarray([...some, ...more], { minLength: some.length + more.length }));
const body = fc
  .tuple(fc.array(fc.oneof(fc.constant(''), text(' \ta.=-\xe9', 10)), { maxLength: 12 }), fc.boolean())
  .map(([lines, isEnded]) => lines.join('\r\n') + (isEnded && lines.length > 0 ? '\r\n' : ''));
const message = fc.tuple(header, body, fc.boolean()).map(([fields, after, isLf]) => {
  const all = `${fields.join('\r\n')}\r\n\r\n${after}`;
  return isLf ? all.replaceAll('\r\n', '\n') : all;
});
const form = fc.constantFrom('simple' as const, 'relaxed' as const);

/** In pieces of that many octets. */
async function* pieces(octets: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

describe('any message that sign takes', () => {
  it('verifies with mailauth, strict, however it comes in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        message,
        form,
        form,
        fc.integer({ min: 1, max: 40 }),
        async (all, head, tail, size) => {
          const octets = Buffer.from(all, 'latin1');
          const { ed, rsa } = world.keys;
          const signers: Signer[] = [
            { domain: 'example.com', selector: 'ed', key: ed },
            { domain: 'example.net', selector: 'rsa', key: rsa },
          ];
          const options: SigningOptions = {
            header: head,
            body: tail,
            fields: DEFAULT_FIELDS,
            now: new Date(),
          };
          const scanned = await scanMessage(pieces(octets, size), tail);
          const signatures = signers.map((signer) => signatureField(scanned, signer, options)).join('');
          await verifySignatures(signatures, scanned, pieces(octets.subarray(scanned.bodyAt), size), signers);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays as it is behind its signatures, and dkimpy verifies them', { skip: withoutDkimpy }, async () => {
    const messages = fc.sample(fc.tuple(message, form, form), 60);
    const sent: string[] = [];
    for (const [all, head, tail] of messages) {
      const { code, stdout, stderr } = await world.sign(all, [
        ...BOTH,
        '--canonicalization',
        `${head}/${tail}`,
      ]);
      assert.equal(code, 0, `${stderr}\n${JSON.stringify(all)}`);
      assert.ok(stdout.endsWith(all));
      const added = stdout.slice(0, -all.length).split(/\r?\n(?! )/);
      assert.deepEqual(
        added.map((one) => one.slice(0, 15)),
        ['DKIM-Signature:', 'DKIM-Signature:', ''],
      );
      sent.push(asSent(stdout));
    }
    for (const [index, said] of dkimpy(world, sent).entries())
      assert.deepEqual(said.slice(0, 2), [true, true], JSON.stringify(sent[index]));
  });
});
