import { display } from '../sink.ts';
import { listed } from '../words.ts';
import { aliasWords, type FactsOf, NOT_READ, type SectionView, unaskedRow } from './section.ts';

export const dkim: SectionView<'dkim'> = { label: 'DKIM', words: dkimWords, rows: dkimRows };

function dkimWords({ status, keys, tried, wildcard, unanswered }: FactsOf<'dkim'>): string {
  if (status === 'absent') return 'no selector exists';
  const named = keys.filter(({ given, byWildcard }) => given || !byWildcard);
  if (named.length > 0) return listed(named.map((key) => `${key.selector} (${keyWords(key)})`));
  if (wildcard === true) {
    const revoked = keys.length > 0 && keys.every((key) => key.status === 'revoked');
    return revoked ? 'a wildcard revokes every selector' : 'only a wildcard answers';
  }
  if (tried.length === 0) return 'not known: no selector was asked for';
  if (unanswered.length === tried.length) return NOT_READ;
  if (unanswered.length > 0) return `not known: ${listed(unanswered)} not read`;
  return `not known: none of ${tried.length} guessed selectors; give --selector`;
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

function dkimRows({ keys, unanswered, unasked }: FactsOf<'dkim'>): string[][] {
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
    ...unread.map((selector) => [display(selector), '?', 'not read']),
    ...unaskedRow(unasked, 'selectors'),
  ];
}
