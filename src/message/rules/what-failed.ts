import type { MessageFacts } from '../facts.ts';
import type { Signature } from '../signature.ts';
import { reasonWords } from '../words.ts';

/** Why nothing that DMARC counts has passed: DKIM first, then SPF. */
export function whatFailed({ signatures, spf }: Pick<MessageFacts, 'signatures' | 'spf'>): string {
  return `${dkimWords(signatures)}; ${spfWords(spf)}`;
}

/** Signatures of the author's own domain say most; where there are none, all others are somebody else's. */
function dkimWords(signatures: readonly Signature[]): string {
  if (signatures.length === 0) return 'no DKIM signature';
  const own = signatures.filter(({ alignment }) => alignment !== 'none');
  const [told] = own.length > 0 ? own : signatures;
  const { domain = 'an unnamed domain', result, reason } = told!;
  if (result !== 'pass')
    return `the DKIM signature of ${domain} fails${reason === undefined ? '' : `: ${reasonWords(told!)}`}`;
  return `the DKIM signature is of ${domain}, another domain than in From`;
}

function spfWords(spf: MessageFacts['spf']): string {
  if (spf === undefined) return 'SPF was not checked';
  const { check, domain } = spf;
  return check.result === 'pass'
    ? `SPF passes for ${domain}, another domain than in From`
    : `SPF of ${domain}: ${check.result} for ${check.ip}`;
}
