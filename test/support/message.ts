import { type JudgeOptions, judgeMessage, messageSource, type Session } from '../../src/message/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { fixtureResolver } from './fixture.ts';

/** A message in a fixture: zone text, the session that brought it, and the message itself. */
export interface MessageFixture {
  zone: string;
  session: Session;
  text: string;
}

/** Below a line “--- from ADDRESS, HELO NAME, MAIL FROM <ADDRESS>” stands the message; “from nowhere”: nothing is known. */
export function readMessageFixture(fixture: string): MessageFixture {
  const [, zone, told, text] = /^([\s\S]*?)^--- from (.*)\n([\s\S]*)$/m.exec(fixture) ?? [];
  if (zone === undefined || told === undefined || text === undefined)
    throw new Error(`no message:\n${fixture}`);
  const [, ip, helo, mailFrom] = /^(\S+), HELO (\S+), MAIL FROM <(.*)>$/.exec(told) ?? [];
  if (told !== 'nowhere' && ip === undefined) throw new Error(`no session: ${told}`);
  return { zone, session: ip === undefined ? {} : { ip, helo: helo!, mailFrom: mailFrom! }, text };
}

/** What is said of a fixture's message. */
export function judgedFixture(fixture: string, options: JudgeOptions = {}): Promise<DomainResult> {
  const { zone, session, text } = readMessageFixture(fixture);
  return judgeMessage(messageSource(text), session, fixtureResolver(zone), options);
}
