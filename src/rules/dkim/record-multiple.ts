import { halvesOf, isMeantAsKey, isOwn } from '../../facts/dkim/keys.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { eachKnown, isUnknown } from '../../facts/known.ts';
import { textChange } from '../../facts/text-edit.ts';
import { type Change, defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/record-multiple',
  severity: 'error',
  basis: 'standard',
  title: 'More than one TXT record at a DKIM selector',
  why: 'Which record a verifier takes is not defined: some signatures are verified with the wrong text and fail.',
  fix: 'Keep one TXT record at a selector; a long key goes into several strings of one record, a new key under a new selector.',
  spec: ['RFC 6376 §3.6.2.2'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu5AkLOqyG+R/8AKO7YZiXNNKCDnmrX8zGAHQvH8dh4gIDUAHSmxz4avrmr8x79vkZXr+4muUjS88gDhFm5SmdsBf6vueO+Mqe+w+tRU0IBA40HMYRuOlGizfjjxDsCx4o00Dd66B04nLn81EsmzPgopJVh+wbj6zIIX3/XDSALxEX1Wa97nsSMXC1Qrf7WrOk"
google._domainkey TXT "JkGidZ3N+Yq+gamsihcX7JVA/IXM7g7IW0LwHr3d3FUGTCTGN/QTzf3xbMG8rKFkTtOpBAKTVxRcEbIGw3M2F6tb22nHGmugsr3bjSoJMIy/BDuw7mGZI9mywueRx76ALa+mjF8Npbr5+ye5wPyTQIDAQAB"
mail._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
mail._domainkey TXT "v=DKIM1; p="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu5AkLOqyG+R/8AKO7YZiXNNKCDnmrX8zGAHQvH8dh4gIDUAHSmxz4avrmr8x79vkZXr+4muUjS88gDhFm5SmdsBf6vueO+Mqe+w+tRU0IBA40HMYRuOlGizfjjxDsCx4o00Dd66B04nLn81EsmzPgopJVh+wbj6zIIX3/XDSALxEX1Wa97nsSMXC1Qrf7WrOk" "JkGidZ3N+Yq+gamsihcX7JVA/IXM7g7IW0LwHr3d3FUGTCTGN/QTzf3xbMG8rKFkTtOpBAKTVxRcEbIGw3M2F6tb22nHGmugsr3bjSoJMIy/BDuw7mGZI9mywueRx76ALa+mjF8Npbr5+ye5wPyTQIDAQAB"
*._domainkey TXT "some text"
*._domainkey TXT "v=DKIM1; p="
`,
  applies: ({ dkim }) => dkim.selectors.some((at) => isUnknown(at.answer) || at.keys.some(isMeantAsKey)),
  *check({ dkim }) {
    for (const at of eachKnown(dkim.selectors, ({ answer }) => [answer])) {
      if (at.keys.length < 2 || !isOwn(at) || !at.keys.some(isMeantAsKey)) continue;
      const halves = halvesOf(at);
      const what = halves
        ? 'one key is cut into 2 TXT records, where it has to be 2 strings of one'
        : several(at);
      yield {
        message: `selector ${at.selector}: ${what}`,
        subject: { name: at.answer.name, type: 'TXT' },
        measure: at.keys.length,
        data: {
          selector: at.selector,
          records: at.keys.map(({ text }) => text),
          halves: halves !== undefined,
        },
        ...(halves
          ? { fix: 'Publish one TXT record of two strings; receivers join them without a space.' }
          : {}),
        ...(at.byWildcard ? {} : repair(at)),
      };
    }
  },
});

function several({ keys }: SelectorFacts): string {
  const meant = keys.filter(isMeantAsKey).length;
  return meant === keys.length ? `${meant} keys` : `${keys.length} TXT records, ${meant} of them a key`;
}

/** Halves are joined; where one record alone can verify, the others go if their owner agrees. */
function repair(at: SelectorFacts): { changes?: Change[]; safety?: 'safe' | 'ask'; question?: string } {
  const halves = halvesOf(at);
  if (halves) {
    const whole = textChange(at.answer, halves.first, halves.joined);
    const gone = textChange(at.answer, halves.second, undefined);
    return whole && gone ? { changes: [...whole, ...gone], safety: 'safe' } : {};
  }
  const usable = at.keys.filter(({ value }) => value.status === 'ok');
  const others = at.keys.filter((key) => !usable.includes(key));
  const gone = others.map(({ text }) => textChange(at.answer, text, undefined));
  if (usable.length !== 1 || gone.some((change) => change === undefined)) return {};
  const question = `Does anybody need the other text${others.length > 1 ? 's' : ''} at ${at.selector}?`;
  return { changes: gone.flatMap((change) => change ?? []), safety: 'ask', question };
}
