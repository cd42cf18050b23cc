import { audit } from '../audit.ts';
import { type Name, sameName } from '../dns/index.ts';
import type { SpfSession } from '../facts/spf/macros.ts';
import { gate, type Sides } from '../gate/gate.ts';
import { brokenResult, invalidResult } from '../report/result.ts';
import type { DomainResult } from '../report/schema/report.ts';
import type { Suppress } from '../report/suppress.ts';
import { readDomain, singleLabelProblem } from './domain.ts';
import { reportInternal } from './internal-error.ts';
import type { KeysAtHand } from './keys-at-hand.ts';
import type { AuditCommandOptions } from './options.ts';
import { type AuditCommand, COMMAND_NAMES } from './program.ts';
import type { Sources } from './sources.ts';
import type { Streams } from './streams.ts';
import { closestTo } from './suggest.ts';

const MOST_KEPT = 1000;

/** What the entries of a run share. */
export interface AuditContext {
  sources: Sources;
  streams: Streams;
  suppress: Suppress;
  keysAtHand?: KeysAtHand;
}

/** One entry of the arguments or of a list: what it names is audited, or what is wrong with it told. */
export async function auditEntry(
  { sections, compares }: AuditCommand,
  entry: string,
  optionsFor: (domain: Name) => AuditCommandOptions,
  { sources, streams, suppress, keysAtHand }: AuditContext,
): Promise<DomainResult> {
  const read = readDomain(entry);
  if ('problem' in read) return invalidResult(entry.slice(0, MOST_KEPT), read.problem);
  const { domain } = read;
  const problem = await singleLabelProblem(domain);
  if (problem !== undefined) return invalidResult(entry, `${problem}${closestTo(domain, COMMAND_NAMES)}`);
  if (!sources.covers(domain))
    return invalidResult(domain, 'the given zones say nothing about it, and --offline asks nobody');
  const options = optionsFor(domain);
  const { selector, selectors: guess, role, whatIf, timeout, failOn, ignore, authoritative } = options;
  const { profile: profiles } = options;
  const session = sessionFor(domain, options);
  if (session !== undefined && 'problem' in session) return invalidResult(domain, session.problem);
  const declared = {
    selectors: selector,
    guess,
    ...(compares && { seen: sources.selectors(domain) }),
    now: sources.now,
    ...keysAtHand,
    ...(role && { role }),
    ...(whatIf.length > 0 && { whatIf }),
    ...(session && { session }),
  };
  try {
    const common = { declared, timeout, failOn, profiles, ignore, authoritative, suppress, net: sources.net };
    return compares
      ? await gate(domain, sidesOf(sources), common)
      : await audit(domain, sources.resolver, { ...common, sections });
  } catch (error) {
    // One domain that meets a bug does not take the others with it.
    await reportInternal(error, streams);
    return brokenResult(domain);
  }
}

function sidesOf({ readAs, base, resolver, isNamed, isChanged, others, unread, remarks }: Sources): Sides {
  return { ...readAs, base, proposed: resolver, isNamed, isChanged, others, unread, remarks };
}

/** A receiver checks the domain of MAIL FROM: for a sender at another domain it would ask that one's record. */
function sessionFor(
  domain: string,
  { ip, mailFrom, helo }: AuditCommandOptions,
): SpfSession | { problem: string } | undefined {
  if (ip === undefined) return undefined;
  const at = mailFrom?.lastIndexOf('@') ?? 0;
  const sender = mailFrom === undefined ? { domain } : readDomain(mailFrom.slice(at + 1));
  if ('problem' in sender) return { problem: `--mail-from ${mailFrom}: ${sender.problem}` };
  if (!sameName(sender.domain, domain))
    return { problem: `--mail-from is an address of ${sender.domain}: its SPF decides, audit that domain` };
  const from = mailFrom === undefined ? {} : { mailFrom: `${mailFrom.slice(0, at)}@${sender.domain}` };
  return { ip, ...from, ...(helo !== undefined && { helo }) };
}
