import { isMeantAsKey, isOwn } from '../../facts/dkim/keys.ts';
import type { DkimFacts } from '../../facts/dkim.ts';
import { eachKnown } from '../../facts/known.ts';
import { requireRole } from '../../facts/mx/role.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/no-selector-found',
  severity: 'notice',
  basis: 'practice',
  title: 'No DKIM key was found under the usual selectors',
  why: 'The DNS does not list selectors: the domain may sign its mail all the same, and its keys were not looked at.',
  fix: 'Name the selectors with --selector: each message carries its own as s= in the header DKIM-Signature. Or guess more with --selectors deep.',
  spec: [],
  needs: ['dkim', 'role', 'spf'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim, role, spf }) => {
    requireRole(role, spf);
    // A selector that was given and has no key is dkim/selector-missing's.
    return !role.quiet && !dkim.selectors.some(({ given, keys }) => given && !keys.some(isMeantAsKey));
  },
  *check({ dkim, domain }) {
    if (dkim.status !== 'unknown' || dkim.tried.length === 0) return;
    // Any selector that was not answered may be the one.
    for (const _ of eachKnown(dkim.selectors, ({ answer }) => [answer]));
    const revoked = revokedAt(dkim);
    yield {
      message:
        revoked.length === 0
          ? `no key under ${dkim.tried.length} guessed selectors, which proves nothing: name yours with --selector`
          : `only revoked keys (${revoked.slice(0, 4).join(', ')}) under ${dkim.tried.length} selectors: name the one in use with --selector`,
      subject: { name: `_domainkey.${domain}`, type: 'TXT' },
      data: { tried: dkim.tried.length, revoked },
    };
  },
});

function revokedAt({ selectors }: DkimFacts): string[] {
  return selectors.filter((at) => isOwn(at) && at.keys.some(isMeantAsKey)).map(({ selector }) => selector);
}
