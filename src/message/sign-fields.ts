import { MessageProblem } from './keys.ts';
import type { HeaderField } from './sign-header.ts';

/**
 * Which header fields a signature names, and how often (RFC 6376, section 5.4). A field that is named once more than it is there
 * cannot be added later without breaking the signature (§8.15).
 */
export interface FieldChoice {
  name: string;
  /** Named once more: in any case, only where it is there, or not at all. */
  more: 'always' | 'present' | 'never';
  /** Named so often at least, whether it is there or not. */
  least?: number;
}

/** What a reader sees, and whom an answer goes to: nobody on the way adds these. */
const ALWAYS = 'From Reply-To Subject To Cc';
/** Servers add some of these where they are missing, and none a second time. */
const PRESENT = 'Sender Date Message-ID MIME-Version Content-Type Content-Transfer-Encoding';
const NEVER = `In-Reply-To References Content-ID Content-Description List-Id List-Help List-Unsubscribe List-Unsubscribe-Post
  List-Subscribe List-Post List-Owner List-Archive Resent-Date Resent-From Resent-Sender Resent-To Resent-Cc
  Resent-Message-ID Autocrypt Feedback-ID`;

const choices = (names: string, more: FieldChoice['more']): FieldChoice[] =>
  names.split(/\s+/).map((name) => ({ name, more }));

export const DEFAULT_FIELDS: readonly FieldChoice[] = [
  ...choices(ALWAYS, 'always'),
  ...choices(PRESENT, 'present'),
  ...choices(NEVER, 'never'),
];

/** §5.4: fields that servers add, change or take away. */
const CHANGING = [
  'return-path',
  'received',
  'bcc',
  'dkim-signature',
  'authentication-results',
  'delivered-to',
];

/** `From:From:Subject`: each field as often as it is named here, and at least as often as it is there. */
export function readFieldList(text: string): FieldChoice[] {
  const names = text.split(':').map((name) => name.trim());
  const found = new Map<string, FieldChoice>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (!/^[\x21-\x39\x3c-\x7e]+$/.test(name))
      throw new MessageProblem('give names of header fields, as in From:From:Subject:To');
    if (CHANGING.includes(key))
      throw new MessageProblem(`${name} changes on the way: a signature over it breaks`);
    found.set(key, { name, more: 'never', least: (found.get(key)?.least ?? 0) + 1 });
  }
  if (!found.has('from')) throw new MessageProblem('a signature has to cover From (RFC 6376 §5.4)');
  return [...found.values()];
}

const MOST_NAMED = 250;

/** The names for `h=`, and the fields they stand for; of several of one name the lowest comes first (§5.4.2). */
export function signedFields(
  fields: readonly HeaderField[],
  wanted: readonly FieldChoice[],
): { names: string[]; signed: HeaderField[] } {
  const names: string[] = [];
  const signed: HeaderField[] = [];
  for (const { name, more, least = 0 } of wanted) {
    const there = fields.filter((field) => field.name.toLowerCase() === name.toLowerCase());
    const extra = more === 'always' || (more === 'present' && there.length > 0) ? 1 : 0;
    names.push(...Array<string>(Math.max(there.length + extra, least)).fill(name));
    signed.push(...there.toReversed());
  }
  if (names.length > MOST_NAMED)
    throw new MessageProblem(
      `the message has ${signed.length} header fields to sign: no server takes so many`,
    );
  return { names, signed };
}
