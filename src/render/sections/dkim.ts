import { display } from '../sink.ts';
import { listed } from '../words.ts';
import { aliasWords, type FactsOf, NOT_READ, type SectionView, unaskedRow } from './section.ts';

export const dkim: SectionView<'dkim'> = { label: 'DKIM', words: dkimWords, rows: dkimRows };

function dkimWords({ status, keys, tried, missing, wildcard, unanswered }: FactsOf<'dkim'>): string {
  if (status === 'absent') return 'no selector exists';
  const named = keys.filter(({ given, byWildcard }) => given || !byWildcard);
  if (named.length > 0)
    return [listed(named.map((key) => `${key.selector} (${keyWords(key)})`)), ...missingWords(missing)].join(
      '; ',
    );
  if (wildcard === true) {
    const revoked = keys.length > 0 && keys.every((key) => key.status === 'revoked');
    return revoked ? 'a wildcard revokes every selector' : 'only a wildcard answers';
  }
  if (tried.length === 0) return 'not known: no selector was asked for';
  if (unanswered.length === tried.length) return NOT_READ;
  if (unanswered.length > 0) return `not known: ${listed(unanswered)} not read`;
  const guessed = tried.length - missing.length;
  if (missing.length === 0) return `not known: none of ${guessed} guessed selectors; give --selector`;
  const others = guessed === 0 ? [] : [`nor at ${guessed} guessed ones`];
  return [...missingWords(missing), ...others].join(', ');
}

/** Of selectors that the owner names it is known that they have no key. */
function missingWords(missing: readonly string[]): string[] {
  const noun = missing.length === 1 ? 'selector' : 'selectors';
  return missing.length === 0 ? [] : [`no key is published at ${noun} ${listed(missing)}`];
}

function keyWords({ status, keyType, bits }: FactsOf<'dkim'>['keys'][number]): string {
  if (status !== 'ok') return status;
  return keyType === 'rsa' ? `RSA ${bits}` : 'Ed25519';
}

/** What is allowed but unwise; a mistake is told by its own finding. */
const ISSUES: Record<string, string> = {
  testing: 'marked as a test',
  'sha1-only': 'for SHA-1 alone, which nobody may use',
  'historic-g': 'with the obsolete tag “g”',
  'weak-below-1024': 'too short: 2048 bits are advised',
  'weak-below-2048': '2048 bits are advised',
  'above-4096': 'over 4096 bits, which not every receiver reads',
  'unusual-exponent': 'with an unusual exponent',
  'weak-modulus': 'easy to break',
};

function issueWords(issue: string): string {
  return ISSUES[issue] ?? issue.replaceAll('-', ' ');
}

function dkimRows({ keys, missing, privateKey, unanswered, unasked }: FactsOf<'dkim'>): string[][] {
  const rows = keys.map(({ selector, status, keyType, bits, issues, chain, byWildcard, provider }) => [
    display(selector),
    keyType === null ? '–' : keyType === 'rsa' ? `RSA ${bits}` : 'Ed25519',
    [
      status,
      ...(provider ? [provider] : []),
      ...issues.map(issueWords),
      ...(byWildcard ? ['by a wildcard'] : []),
    ]
      .map(display)
      .join(', ') + aliasWords(chain),
  ]);
  const unread = unanswered.length > 5 ? [] : unanswered;
  return [
    ...rows,
    ...missing.map((selector) => [display(selector), '–', 'not published']),
    ...unread.map((selector) => [display(selector), '?', 'not read']),
    ...(privateKey === null ? [] : [['private key', '', PAIRINGS[privateKey]]]),
    ...unaskedRow(unasked, 'selectors'),
  ];
}

const PAIRINGS = {
  matches: 'belongs to the published key',
  differs: 'does not belong to the published key',
  revoked: 'its published key is revoked',
  absent: 'no key is published for it',
  unknown: 'not known whether it belongs to what is published',
};
