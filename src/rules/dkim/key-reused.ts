import { nameKey } from '../../dns/index.ts';
import {
  isManaged,
  knownWildcard,
  mayHaveKeys,
  type PublishedKey,
  usableKeys,
} from '../../facts/dkim/keys.ts';
import { identityOf } from '../../facts/dkim/modulus.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/key-reused',
  severity: 'notice',
  basis: 'practice',
  title: 'Several DKIM selectors hold the same key',
  why: 'Who breaks or steals the one has the others too, and revoking one selector leaves the key in force.',
  fix: 'Give each service, and each rotation, a key of its own.',
  spec: ['RFC 6376 §3.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
mail._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
mail._domainkey CNAME google._domainkey
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    knownWildcard(dkim);
    const keys = [...usableKeys(dkim)].filter(({ at }) => !at.byWildcard);
    for (const same of groupsOf(keys)) {
      // Behind its own aliases a service does as it likes.
      if (same.every(({ at }) => isManaged(at, domain))) continue;
      const selectors = same.map(({ at }) => at.selector);
      const [{ at, key }] = same as [PublishedKey];
      yield {
        message: `one key at ${selectors.length} selectors: ${selectors.slice(0, 4).join(', ')}`,
        subject: { name: at.answer.name, type: 'TXT' },
        record: key.text,
        data: { selectors },
      };
    }
  },
});

/** Keys that stand at several names; aliases of one name are one. */
function groupsOf(keys: readonly PublishedKey[]): PublishedKey[][] {
  const groups = new Map<string, Map<string, PublishedKey>>();
  for (const published of keys) {
    const identity = identityOf(published.key.value);
    if (identity === undefined) continue;
    const { name, chain } = published.at.answer;
    const group = groups.get(identity) ?? new Map<string, PublishedKey>();
    group.set(nameKey(chain.at(-1)?.to ?? name), published);
    groups.set(identity, group);
  }
  return [...groups.values()].map((group) => [...group.values()]).filter(({ length }) => length > 1);
}
