import { MessageProblem } from './keys.ts';
import { BodyHash, type Canonicalization } from './sign-canonical.ts';
import { type HeaderField, HeaderSection } from './sign-header.ts';
import { type LineEnd, MessageLines } from './sign-lines.ts';

/** What a message is signed by: its header, and the hash of its body. */
export interface ScannedMessage {
  fields: HeaderField[];
  bodyHash: string;
  lineEnd: LineEnd;
  /** Octets before the body: the header and the empty line behind it. */
  bodyAt: number;
  /** RFC 6376 §5.3: a server that cannot send it on as it is re-encodes it, which breaks the signature. */
  has8Bit: boolean;
}

/** Reads a message once, from its first octet. Throws {@link MessageProblem} for one whose signature would not hold. */
export async function scanMessage(
  chunks: AsyncIterable<Buffer>,
  form: Canonicalization,
): Promise<ScannedMessage> {
  const lines = new MessageLines();
  const section = new HeaderSection(lines);
  const body = new BodyHash(form);
  let bodyAt: number | undefined;
  for await (const chunk of chunks) {
    for (const line of lines.push(chunk)) {
      if (bodyAt !== undefined) body.line(line);
      else if (!section.push(line)) bodyAt = lines.octets;
    }
  }
  const last = lines.last();
  if (bodyAt === undefined) throw unended(lines, section, last);
  if (last !== '') body.line(last);
  const { end, has8Bit } = lines;
  return { fields: section.fields(), bodyHash: body.digest(), lineEnd: end!, bodyAt, has8Bit };
}

/** RFC 5322 §3.5 lets a message without a body end here; a file does so when it was cut off. */
function unended(lines: MessageLines, section: HeaderSection, last: string): MessageProblem {
  if (lines.octets === 0) return new MessageProblem('the message is empty');
  if (last !== '') section.push(last);
  return new MessageProblem(
    'the header does not end: an empty line has to stand behind it, even without a body',
  );
}
