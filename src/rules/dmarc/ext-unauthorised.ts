import { type Name, nameKey } from '../../dns/index.ts';
import { authorisationOf, type External, externalBlockers } from '../../facts/dmarc/external.ts';
import { type DecidingRecord, decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { mailTargets, reachBlockers, unreachable } from '../../facts/dmarc/reports.ts';
import type { ReportTarget } from '../../facts/dmarc/targets.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, recordsOf } from '../../facts/known.ts';
import { nearMiss } from '../../records/near-miss.ts';
import { type Change, defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'dmarc/ext-unauthorised',
  severity: 'warning',
  basis: 'standard',
  title: 'DMARC reports go to a domain that does not say it takes them',
  why: 'Receivers send reports to another organisation only where that one says so in its DNS; they leave this address out.',
  fix: 'Have whoever reads the reports publish the record, or name a mailbox of a domain of your own.',
  spec: ['RFC 9990 §3', 'RFC 7489 §7.1'],
  needs: ['dmarc'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com,mailto:dmarc@vendor.example"
@ MX 10 mail
mail A 192.0.2.1
vendor.example. MX 10 mail.vendor.example.
mail.vendor.example. A 192.0.2.2
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@reports.example.com,mailto:dmarc@vendor.example"
@ MX 10 mail
mail A 192.0.2.1
reports MX 10 mail
vendor.example. MX 10 mail.vendor.example.
mail.vendor.example. A 192.0.2.2
*._report._dmarc.vendor.example. TXT "v=DMARC1"
`,
  applies: ({ dmarc }) => mailTargets(dmarc).some(([{ external }]) => isOutside(external)),
  *check({ dmarc }) {
    const deciding = decidingRecord(dmarc)!;
    const { domain } = deciding.step;
    // Whether any mail arrives there decides which rule speaks.
    const blockers = ([target]: [ReportTarget, ...unknown[]]) => [
      ...externalBlockers(target.external!),
      ...reachBlockers(target),
    ];
    for (const targets of eachKnown(mailTargets(dmarc), blockers)) {
      const [target] = targets;
      const external = target.external!;
      // Where no mail arrives at all, dmarc/uri-no-mx or dmarc/uri-unregistered says more.
      if (authorisationOf(external) !== 'missing' || unreachable(target) !== undefined) continue;
      const { host } = target;
      yield {
        message: `${shownName(host)} does not say that it takes reports of ${shownName(domain)}: ${whatIsThere(external)}`,
        ...recordPlace(deciding, target.uri.span),
        key: nameKey(host),
        data: {
          host,
          addresses: targets.map(({ uri }) => uri.address),
          name: external.name ?? null,
          record: 'v=DMARC1',
        },
        ...weight(external, deciding, target),
      };
    }
  },
});

function isOutside(external: External | undefined): boolean {
  return external !== undefined && authorisationOf(external) !== 'not-needed';
}

function whatIsThere({ name, answer, records, foreignOverride }: External): string {
  if (name === undefined) return 'the name to say so would be too long';
  const place = shownName(name);
  if (records.length > 0) return `the record at ${place} sends them on to ${shownName(foreignOverride!)}`;
  const misses = recordsOf(answer!).map(({ strings }) => nearMiss(strings.join('')));
  const miss = misses.find((one) => one?.protocol === 'dmarc');
  if (miss) return `in the record at ${place} ${miss.fault.message}`;
  return answer!.status === 'present' ? `no text at ${place} is v=DMARC1` : `there is no ${place}`;
}

/** Where only one kind of receiver takes the destination for another organisation, it most often is the owner's own. */
function weight(
  { current, legacy, name, records }: External,
  { step }: DecidingRecord,
  { host }: ReportTarget,
): Partial<Hit> {
  if (name === undefined)
    return { fix: 'Name a mailbox of a domain of your own, or one of a shorter domain.' };
  if (legacy && current !== false) return { fix: adviceFor(step.domain, host, name) };
  const who = legacy ? 'Receivers by RFC 7489' : 'Receivers by RFC 9990';
  const fix = `${who} take ${shownName(host)} for another organisation: publish at ${shownName(name)} the TXT record v=DMARC1.`;
  const changes: Change[] = [{ op: 'add', name, type: 'TXT', to: '"v=DMARC1"' }];
  const ask = { safety: 'ask' as const, question: `Does the zone of ${shownName(host)} belong to you?` };
  return { severity: 'notice', fix, ...(!legacy && records.length === 0 && { changes, ...ask }) };
}

function adviceFor(domain: Name, host: Name, name: Name): string {
  return `Have the owner of ${shownName(host)} publish at ${shownName(name)} the TXT record v=DMARC1 (a service does so once ${shownName(domain)} is added to the account), or name a mailbox of your own.`;
}
