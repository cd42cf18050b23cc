import { isToBeUsed } from '../../facts/dkim/keys.ts';
import { pairingAt, pairingOf } from '../../facts/dkim/private.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { eachKnown } from '../../facts/known.ts';
import { textChange } from '../../facts/text-edit.ts';
import type { DkimKey } from '../../records/dkim.ts';
import { type Change, defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/private-key-mismatch',
  severity: 'error',
  basis: 'standard',
  title: 'The private key does not belong to the published DKIM key',
  why: 'Receivers verify with the published key: no signature that this private key makes will hold.',
  fix: 'Sign with the private key of the published one, or publish this key under a new selector and sign with that.',
  spec: ['RFC 6376 §3.6.1', 'RFC 6376 §6.1.3'],
  needs: ['dkim'],
  fails: `
;? selector s1
;? private-key-of k=ed25519;p=AUovAg8jT0yFUJ41SM3/tlArEAW0YONPybApq0mEbyQ=
s1._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
;? selector s1
;? private-key-of k=ed25519;p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=
s1._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => dkim.ownKey !== undefined,
  *check({ dkim }) {
    const own = dkim.ownKey;
    if (own === undefined || pairingOf(dkim) === 'matches') return;
    const given = dkim.selectors.filter((at) => at.given);
    // All of them, before anything is said: one that was not answered may hold the key.
    for (const at of [...eachKnown(given, ({ answer }) => [answer])]) {
      const pairing = pairingAt(at, own);
      // dkim/selector-missing, and the rules on what cannot be read, tell of the others.
      if (pairing !== 'differs' && pairing !== 'revoked') continue;
      const [published] = at.keys.filter((key) => pairing === 'revoked' || isToBeUsed(key));
      yield {
        message: `selector ${at.selector}: ${whatDiffers(published!.value, own.value)}`,
        subject: { name: at.answer.name, type: 'TXT' },
        record: published!.text,
        data: { selector: at.selector, pairing },
        ...(pairing === 'revoked' ? { fix: STAYS_REVOKED } : replacement(at, own.text)),
      };
    }
  },
});

const STAYS_REVOKED = 'Make a new key under a new selector and sign with that; what is revoked stays so.';

function whatDiffers(published: DkimKey, own: DkimKey): string {
  if (published.keyType === null)
    return 'the published key is revoked, signatures by its private key do not count';
  return `the published key (${kind(published)}) is not that of the private key (${kind(own)})`;
}

function kind({ keyType, bits }: DkimKey): string {
  return keyType === 'rsa' ? `RSA, ${bits} bits` : 'Ed25519';
}

/** What was signed with the published key, and is still on its way, would fail. */
function replacement(
  at: SelectorFacts,
  text: string,
): { changes?: Change[]; safety?: 'ask'; question?: string } {
  const changes = at.keys.length === 1 ? textChange(at.answer, at.keys[0]!.text, text) : undefined;
  if (changes === undefined) return {};
  const question = `Does nobody sign with the key that is published at ${at.selector} any more?`;
  return { changes, safety: 'ask', question };
}
