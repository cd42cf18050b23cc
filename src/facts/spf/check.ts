import { type AnyAnswer, addressOctets, inPrefix, type Name } from '../../dns/index.ts';
import type { MacroString, Qualifier, RedirectTerm, SpfMechanism, SpfTerm } from '../../records/spf/types.ts';
import { parseMacroString, parseSpf, selectSpf } from '../../records/spf.ts';
import type { Gathering } from '../gathering.ts';
import { isUnknown, recordsOf } from '../known.ts';
import {
  asked,
  countLookup,
  expandedFor,
  isError,
  MAX_QUESTIONS,
  permerror,
  type Run,
  type SpfError,
  targetOf,
} from './check-lookups.ts';
import { type Match, MECHANISMS, note } from './check-mechanisms.ts';
import { clientOctets, type SpfSession } from './macros.ts';

/** check_host() of RFC 7208 §4: what a receiver makes of one message. */

export type SpfResult = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'permerror' | 'temperror';

export interface SpfStep {
  /** Includes and redirects on the way to the record. */
  depth: number;
  domain: Name;
  term: string;
  /** What came of the term: it matches or not, or ends the check by an error. */
  outcome: 'match' | 'no-match' | 'permerror' | 'temperror';
  /** What the term was compared with. */
  note: string;
}

export interface SpfCheck extends Required<SpfSession> {
  result: SpfResult;
  /** The term that decided, and the record it stands in; none where nothing matched. */
  matched?: { domain: Name; term: string };
  /** What the domain tells refused senders (§6.2); text of strangers. */
  explanation?: string;
  /** Why the check ended in an error. */
  problem?: string;
  lookups: number;
  voidLookups: number;
  trace: SpfStep[];
  /** Lookups that a temperror rests on. */
  failed: AnyAnswer[];
}

/** Longer traces are a hostile record's. */
const MOST_STEPS = 200;
const RESULTS: Record<Qualifier, SpfResult> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };

interface Check extends Run {
  trace: SpfStep[];
}

/** What a record says of the client. */
interface Said {
  result: SpfResult;
  problem?: string;
  matched?: { domain: Name; term: string };
  /** The explanation of the record that decided; those of included records are not used (§6.2). */
  exp?: { spec: MacroString; domain: Name };
}

/** The session with what was left out. */
export function completeSession({ ip, mailFrom, helo }: SpfSession, domain: Name): Required<SpfSession> {
  const sender = mailFrom ?? `postmaster@${domain}`;
  const at = sender.lastIndexOf('@');
  // §4.3: without a local part it is postmaster's.
  const whole = at > 0 ? sender : `postmaster@${sender.slice(at + 1)}`;
  return { ip, mailFrom: whole, helo: helo ?? domain };
}

/** Evaluates the domain's record for one message. Never throws; a lookup that failed makes a temperror. */
export async function checkHost(ask: Gathering['ask'], domain: Name, given: SpfSession): Promise<SpfCheck> {
  const session = completeSession(given, domain);
  const run: Check = {
    ask,
    session,
    client: clientOctets(session.ip),
    lookups: 0,
    voidLookups: 0,
    questions: MAX_QUESTIONS,
    failed: [],
    trace: [],
  };
  // §4.3: a name of one label is no domain to check.
  const said: Said = domain.includes('.') ? await evaluate(run, domain, 0) : { result: 'none' };
  const explanation = said.result === 'fail' && said.exp ? await explain(run, said.exp) : undefined;
  return {
    ...session,
    result: said.result,
    ...(said.matched && { matched: said.matched }),
    ...(explanation !== undefined && { explanation }),
    ...(said.problem !== undefined && { problem: said.problem }),
    lookups: run.lookups,
    voidLookups: run.voidLookups,
    trace: run.trace,
    failed: said.result === 'temperror' ? run.failed : [],
  };
}

async function evaluate(run: Check, domain: Name, depth: number): Promise<Said> {
  const answer = await asked(run, domain, 'TXT');
  if (isError(answer)) return answer;
  const records = selectSpf(recordsOf(answer).map(({ strings }) => strings.join('')));
  if (records.length === 0) return { result: 'none' };
  if (records.length > 1) return permerror(`${domain} has ${records.length} SPF records`);
  const { value, faults } = parseSpf(records[0]!);
  if (faults.length > 0) return permerror(`${domain}: ${faults[0]!.message}`);
  return evaluateTerms(run, domain, value.terms, depth);
}

async function evaluateTerms(run: Check, domain: Name, terms: SpfTerm[], depth: number): Promise<Said> {
  const exp = terms.find((term) => term.kind === 'exp');
  for (const term of terms) {
    if (!('qualifier' in term)) continue;
    const match = await matchTerm(run, domain, term, depth);
    if (isError(match)) return match;
    if (!match) continue;
    const matched = { domain, term: term.text };
    return { result: RESULTS[term.qualifier], matched, ...(exp && { exp: { spec: exp.domain, domain } }) };
  }
  const redirect = terms.find((term) => term.kind === 'redirect');
  return redirect ? followRedirect(run, domain, redirect, depth) : { result: 'neutral' };
}

/** The step goes into the trace before those below it, and is completed when it is known. */
function step(run: Check, domain: Name, term: SpfTerm, depth: number): SpfStep {
  const entry: SpfStep = { depth, domain, term: term.text, outcome: 'no-match', note: '' };
  if (run.trace.length < MOST_STEPS) run.trace.push(entry);
  return entry;
}

async function matchTerm(run: Check, domain: Name, term: SpfMechanism, depth: number): Promise<Match> {
  const entry = step(run, domain, term, depth);
  const match = await matching(run, domain, term, entry);
  if (isError(match)) {
    entry.outcome = match.result;
    entry.note = match.problem;
  } else if (match) {
    entry.outcome = 'match';
  }
  // The term that decides is told, however long the record is.
  if (match !== false && !run.trace.includes(entry)) run.trace.push(entry);
  return match;
}

async function matching(run: Check, domain: Name, term: SpfMechanism, entry: SpfStep): Promise<Match> {
  if (term.kind === 'all') return true;
  if ('address' in term) return inPrefix(run.client, addressOctets(term.address)!, term.prefix);
  const over = countLookup(run);
  if (over) return over;
  const target = await targetOf(run, term.domain, domain);
  if (target === 'no-value') return false;
  if (target === 'bad-name') {
    entry.note = 'no name that can be asked for';
    // §5.2, §4.3: a name that is none has no record, and that is a permerror of an include.
    return term.kind === 'include' ? permerror(entry.note) : false;
  }
  if (term.domain?.text.includes('%')) entry.note = target;
  return MATCHERS[term.kind](run, target, term as never, entry);
}

const MATCHERS = { ...MECHANISMS, include: matchInclude };

/** §5.2 */
async function matchInclude(run: Check, target: Name, _term: unknown, entry: SpfStep): Promise<Match> {
  const { result, problem } = await evaluate(run, target, entry.depth + 1);
  if (result === 'none') return permerror(`${target} has no SPF record`);
  if (result === 'permerror' || result === 'temperror') return { result, problem: problem ?? result };
  note(entry, result);
  return result === 'pass';
}

/** §6.1 */
async function followRedirect(run: Check, domain: Name, term: RedirectTerm, depth: number): Promise<Said> {
  const entry = step(run, domain, term, depth);
  const said = countLookup(run) ?? (await redirected(run, domain, term, depth));
  if (isError(said)) {
    entry.outcome = said.result as SpfError['result'];
    entry.note = said.problem;
  } else {
    entry.note = said.result;
    if (said.matched) entry.outcome = 'match';
  }
  return said;
}

async function redirected(run: Check, domain: Name, term: RedirectTerm, depth: number): Promise<Said> {
  const target = await targetOf(run, term.domain, domain);
  if (target === 'bad-name' || target === 'no-value') return permerror('redirect leads to no name');
  const said = await evaluate(run, target, depth + 1);
  return said.result === 'none' ? permerror(`${target} has no SPF record`) : said;
}

/** §6.2: anything odd on the way means that there is no explanation. The lookup counts towards no limit. */
async function explain(run: Check, { spec, domain }: NonNullable<Said['exp']>): Promise<string | undefined> {
  const target = await targetOf(run, spec, domain);
  if (target === 'bad-name' || target === 'no-value') return undefined;
  const answer = await run.ask(target, 'TXT');
  if (isUnknown(answer) || recordsOf(answer).length !== 1) return undefined;
  const text = recordsOf(answer)[0]!.strings.join('');
  const { value, faults } = parseMacroString(text, 0, { inExplanation: true });
  return faults.length > 0 || text === '' ? undefined : expandedFor(run, value, domain);
}
