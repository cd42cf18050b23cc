import { everyRule } from '../gate/rules/index.ts';
import { loadMessageRules } from './explain.ts';
import type { AuditCommandOptions } from './options.ts';
import type { AuditCommand } from './program.ts';
import { LIVE } from './sources.ts';
import { closestTo } from './suggest.ts';
import { UsageError } from './usage-error.ts';

/** Options that each are right and do not go together. */
export async function checkOptions(command: AuditCommand, options: AuditCommandOptions): Promise<void> {
  await checkRuleIds(options.ignore.map((rule) => ({ rule, place: '--ignore' })));
  checkWhatIf(command, options);
  const greets = command.sections.includes('smtp');
  if (greets && options.helo !== undefined && !EHLO_NAME.test(options.helo))
    throw new UsageError('--helo is the name to greet with: a host name, or an address such as [192.0.2.1]');
  if (options.ip === undefined && (options.mailFrom ?? (greets ? undefined : options.helo)) !== undefined)
    throw new UsageError('--mail-from and --helo tell of a message: give its client too, --ip ADDRESS');
  if (options.privateKey !== undefined && options.selector.length !== 1)
    throw new UsageError('--private-key is compared with one selector: name it with --selector');
  if (command.compares) checkCompared(command, options);
}

/** RFC 5321 §4.1.1.1. */
const EHLO_NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Za-z:.]+\])$/;

/** Two states are compared: the one that is proposed has to be given, and offline the other one too. */
function checkCompared({ name }: AuditCommand, { zone, base = [], offline }: AuditCommandOptions): void {
  if (zone.length === 0)
    throw new UsageError(`${name} judges a change: give the proposed records with --zone`);
  if (base.includes(LIVE) && base.length > 1)
    throw new UsageError('--base is “live” or records, not both: live answers what records do not tell');
  if (offline && base.every((source) => source === LIVE))
    throw new UsageError(`${name} --offline: give what is published with --base too`);
}

function checkWhatIf({ name, sections }: AuditCommand, { whatIf }: AuditCommandOptions): void {
  if (whatIf.length > 0 && !sections.includes('spf'))
    throw new UsageError(`--what-if is about SPF, which “${name}” does not read: use “spf” or “full”`);
}

/** `place`: where it is asked for to leave the rule out. */
export async function checkRuleIds(wanted: readonly { rule: string; place: string }[]): Promise<void> {
  if (wanted.length === 0) return;
  if (wanted.some(({ rule }) => rule.startsWith('message/'))) await loadMessageRules();
  const known = everyRule().map(({ id }) => id);
  const unknown = wanted.find(({ rule }) => !known.includes(rule as (typeof known)[number]));
  if (unknown !== undefined)
    throw new UsageError(`${unknown.place} ${unknown.rule}: no such rule${closestTo(unknown.rule, known)}`);
}
