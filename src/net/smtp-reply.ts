import type { SmtpReply } from './smtp-types.ts';

/** RFC 5321 §4.2.1; a line without text is taken too. */
const REPLY_LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;

export type ReplyLine = { code: number; text: string; isLast: boolean };

export function readReplyLine(line: string): ReplyLine | undefined {
  const [, code, separator = ' ', text = ''] = REPLY_LINE.exec(line) ?? [];
  return code === undefined ? undefined : { code: Number(code), text, isLast: separator === ' ' };
}

/** The lines of a reply so far, with the next one; undefined where that belongs to no reply, or to another one. */
export function continued(reply: SmtpReply | undefined, line: ReplyLine | undefined): SmtpReply | undefined {
  if (line === undefined || (reply !== undefined && reply.code !== line.code)) return undefined;
  return { code: line.code, lines: [...(reply?.lines ?? []), line.text] };
}

/** No server has more; a hostile one fills reports with them. */
const MOST_EXTENSIONS = 60;
const LONGEST_EXTENSION = 512;

/** What the reply to EHLO lists: the line behind the greeting on, one keyword with its parameters each (§4.1.1.1). */
export function extensionsIn({ lines }: SmtpReply): string[] {
  return lines.slice(1, MOST_EXTENSIONS + 1).map((line) => line.trim().slice(0, LONGEST_EXTENSION));
}

/** Keyword of an EHLO line, in capitals. `AUTH=LOGIN` is an old spelling of `AUTH LOGIN`. */
export function keywordOf(extension: string): string {
  return extension.split(/[ =]/, 1)[0]!.toUpperCase();
}

export function offers(extensions: readonly string[], keyword: string): boolean {
  return extensions.some((extension) => keywordOf(extension) === keyword);
}

const SHOWN = 120;

/** A reply in one line: `554 5.7.1 no service here`. */
export function shownReply({ code, lines }: SmtpReply): string {
  const text = lines.join(' ').trim();
  return `${code} ${text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`}`.trim();
}
