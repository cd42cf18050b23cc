import { type AnswerTo, type AnyAnswer, isWithin, type Name, sameName, under } from '../../dns/index.ts';
import { parseDkimKey } from '../../records/dkim.ts';
import { isDmarc } from '../../records/dmarc.ts';
import { selectSpf } from '../../records/spf.ts';
import { isMeantAsKey } from '../dkim/keys.ts';
import { isUnknown, recordsOf } from '../known.ts';
import { answerTo, type LookupFacts } from '../lookups.ts';
import { improbableName } from '../probe.ts';

/** A TXT set of the domain that receivers of its mail ask for. */
export interface MailText {
  kind: 'domain' | 'dmarc' | 'dkim';
  answer: AnswerTo<'TXT'>;
  texts: string[];
}

/** The domain's own set, its DMARC record, the keys found; as far as they were asked for, and those not answered too. */
export function mailTexts(lookups: LookupFacts, domain: Name): MailText[] {
  const own = answerTo(lookups, domain, 'TXT');
  const policy = answerTo(lookups, under('_dmarc', domain), 'TXT');
  return [
    ...(own === undefined ? [] : [mailText('domain', own)]),
    ...(policy === undefined ? [] : [mailText('dmarc', policy)]).filter(holds(isDmarc)),
    ...keySets(lookups, domain).map((answer) => mailText('dkim', answer)),
  ];
}

/** The record sets that mail rests on, the MX set among them. */
export function mailSets(lookups: LookupFacts, domain: Name): AnyAnswer[] {
  const mx = answerTo(lookups, domain, 'MX');
  const texts = mailTexts(lookups, domain).filter(
    (text) => text.kind !== 'domain' || holds((one) => selectSpf([one]).length > 0)(text),
  );
  return [...(mx === undefined ? [] : [mx]), ...texts.map(({ answer }) => answer)];
}

function mailText(kind: MailText['kind'], answer: AnswerTo<'TXT'>): MailText {
  return { kind, answer, texts: recordsOf(answer).map(({ strings }) => strings.join('')) };
}

function holds(isMeant: (text: string) => boolean): (text: MailText) => boolean {
  return ({ answer, texts }) => isUnknown(answer) || texts.some(isMeant);
}

/** Sets below `_domainkey` with a key of their own: what names get that nobody published is a wildcard's. */
function keySets(lookups: LookupFacts, domain: Name): AnswerTo<'TXT'>[] {
  const base = under('_domainkey', domain);
  const probes = ['one', 'two'].map((salt) => improbableName(base, salt));
  const byWildcard = probes.map((name) => contentOf(answerTo(lookups, name, 'TXT')));
  return (lookups.answers as AnswerTo<'TXT'>[])
    .filter(({ name, type, status }) => type === 'TXT' && status !== 'absent' && isWithin(name, base))
    .filter(({ name }) => [base, ...probes].every((other) => !sameName(name, other)))
    .filter((answer) => isUnknown(answer) || !byWildcard.includes(contentOf(answer)))
    .filter((answer) => holds((text) => isMeantAsKey(parseDkimKey(text)))(mailText('dkim', answer)));
}

function contentOf(answer: AnswerTo<'TXT'> | undefined): string | undefined {
  return answer && JSON.stringify(recordsOf(answer));
}
