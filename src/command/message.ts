import type { Name } from '../dns/index.ts';
import { selectorProblem } from '../facts/selector.ts';
import { judgeMessage, type MessageSource } from '../message/index.ts';
import { brokenResult } from '../report/result.ts';
import type { DomainResult } from '../report/schema/report.ts';
import type { Suppress } from '../report/suppress.ts';
import { checkRuleIds } from './audit-checks.ts';
import { runJobs } from './audit-command.ts';
import { auditEntry } from './audit-entry.ts';
import { type CommandLine, forDomain, readConfig, withConfig } from './config.ts';
import { reportInternal } from './internal-error.ts';
import { messagesIn } from './message-input.ts';
import type { MessageOptions } from './message-options.ts';
import type { AuditCommandOptions } from './options.ts';
import type { AuditCommand } from './program.ts';
import type { Sources } from './sources.ts';
import type { Streams } from './streams.ts';

/** What a run of `message` judges: messages, and with --audit the domains that they are from. */
type Entry = { message: MessageSource } | { domain: Name; selectors: readonly string[] };

/** Authenticates messages, writes results as they come, and tells the exit code. */
export async function runMessages(
  files: readonly string[],
  said: CommandLine & { options: MessageOptions },
  full: AuditCommand,
  streams: Streams,
): Promise<number> {
  const config = await readConfig(said.options.config, streams.cwd);
  const options = withConfig(said, config) as MessageOptions;
  await checkRuleIds(options.ignore.map((rule) => ({ rule, place: '--ignore' })));
  const messages = await messagesIn(files, streams);
  const many = messages.length > 1 || options.audit;
  return runJobs({ name: 'message', sections: [] }, { options, config, many, streams }, (given) => {
    const authors = new Authors();
    const optionsFor = (domain: Name): AuditCommandOptions =>
      forDomain(said, withoutSession(options), config, domain);
    const job = async (entry: Entry): Promise<DomainResult> => {
      if ('message' in entry) return authors.saw(judged(entry.message, options, given, streams));
      const named = (domain: Name): AuditCommandOptions => {
        const all = optionsFor(domain);
        return { ...all, selector: [...new Set([...all.selector, ...entry.selectors])] };
      };
      return auditEntry(full, entry.domain, named, { ...given, streams, keysAtHand: {} });
    };
    return { entries: entriesOf(messages, options, authors), job };
  });
}

async function* entriesOf(
  messages: readonly MessageSource[],
  { audit }: MessageOptions,
  authors: Authors,
): AsyncGenerator<Entry> {
  for (const message of messages) yield { message };
  if (audit) yield* await authors.all(messages.length);
}

/** An audit asks for no client: the message's own session was checked. */
function withoutSession({
  ip: _ip,
  mailFrom: _mailFrom,
  helo: _helo,
  ...options
}: MessageOptions): AuditCommandOptions {
  return options;
}

async function judged(
  message: MessageSource,
  { ip, helo, mailFrom, timeout, failOn, ignore }: MessageOptions,
  { sources, suppress }: { sources: Sources; suppress: Suppress },
  streams: Streams,
): Promise<DomainResult> {
  const session = {
    ...(ip !== undefined && { ip }),
    ...(helo !== undefined && { helo }),
    ...(mailFrom !== undefined && { mailFrom }),
  };
  try {
    return await judgeMessage(message, session, sources.resolver, {
      now: sources.now,
      timeout,
      failOn,
      ignore,
      suppress,
    });
  } catch (error) {
    // One message that meets a bug does not take the others with it.
    await reportInternal(error, streams);
    return brokenResult(message.name);
  }
}

/** The domains that messages are from, and the selectors that their signatures name. */
class Authors {
  readonly #selectors = new Map<Name, Set<string>>();
  #seen = 0;
  #wake = (): void => {};

  async saw(judging: Promise<DomainResult>): Promise<DomainResult> {
    const result = await judging;
    const { from, dkim } = result.message ?? { from: { domain: null }, dkim: [] };
    if (from.domain !== null) {
      const known = this.#selectors.get(from.domain) ?? new Set();
      for (const { domain, selector } of dkim)
        if (domain === from.domain && selector !== null && selectorProblem(selector) === undefined)
          known.add(selector);
      this.#selectors.set(from.domain, known);
    }
    this.#seen++;
    this.#wake();
    return result;
  }

  /** Once so many messages were judged. */
  async all(messages: number): Promise<Entry[]> {
    while (this.#seen < messages)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return [...this.#selectors].map(([domain, selectors]) => ({ domain, selectors: [...selectors] }));
  }
}
