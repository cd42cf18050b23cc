import { knownWildcard } from '../../facts/dkim/keys.ts';
import { identityOf } from '../../facts/dkim/modulus.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, known } from '../../facts/known.ts';
import { textChange } from '../../facts/text-edit.ts';
import { parseDkimKey } from '../../records/dkim.ts';
import { printData } from '../../zone/index.ts';
import { type Change, defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/txt-at-cname-provider',
  severity: 'warning',
  basis: 'receiver',
  title: 'A DKIM selector holds an outdated copy of its provider’s key',
  why: 'The provider changes its keys behind the alias that it asks for; with the copy, its signatures do not verify.',
  fix: 'Replace the TXT record by the alias; if the provider no longer sends for you, delete it.',
  spec: ['RFC 6376 §3.6.2.2'],
  needs: ['dkim'],
  fails: `
mbo0001._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
mbo0001._domainkey.mailbox.org. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGecXUHTfuQ6ofwgt4zggEpsbJuU7b6RGs76uv46mZrJ3p/07oi4kLFwyxDXnVQBWFWN2U6c/2QUBiKE+rCdQp4fI7nW91SdxIMxYHtB5R+zjC4jzohgTlPJr6QfWMTJk8rg1SPFDjNp4IH03zGabK/qsqkOmw8P0hJ/jIabVvHwIDAQAB"
`,
  passes: `
mbo0001._domainkey CNAME mbo0001._domainkey.mailbox.org.
mbo0001._domainkey.mailbox.org. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGecXUHTfuQ6ofwgt4zggEpsbJuU7b6RGs76uv46mZrJ3p/07oi4kLFwyxDXnVQBWFWN2U6c/2QUBiKE+rCdQp4fI7nW91SdxIMxYHtB5R+zjC4jzohgTlPJr6QfWMTJk8rg1SPFDjNp4IH03zGabK/qsqkOmw8P0hJ/jIabVvHwIDAQAB"
mbo0002._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGecXUHTfuQ6ofwgt4zggEpsbJuU7b6RGs76uv46mZrJ3p/07oi4kLFwyxDXnVQBWFWN2U6c/2QUBiKE+rCdQp4fI7nW91SdxIMxYHtB5R+zjC4jzohgTlPJr6QfWMTJk8rg1SPFDjNp4IH03zGabK/qsqkOmw8P0hJ/jIabVvHwIDAQAB"
mbo0002._domainkey.mailbox.org. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGecXUHTfuQ6ofwgt4zggEpsbJuU7b6RGs76uv46mZrJ3p/07oi4kLFwyxDXnVQBWFWN2U6c/2QUBiKE+rCdQp4fI7nW91SdxIMxYHtB5R+zjC4jzohgTlPJr6QfWMTJk8rg1SPFDjNp4IH03zGabK/qsqkOmw8P0hJ/jIabVvHwIDAQAB"
`,
  applies: ({ dkim }) => dkim.selectors.some(({ original }) => original !== undefined),
  *check({ dkim }) {
    knownWildcard(dkim);
    const copies = dkim.selectors.filter(({ original, byWildcard }) => original && !byWildcard);
    for (const at of eachKnown(copies, ({ answer, original }) => [answer, original!.answer])) {
      const { provider, answer: theirs } = at.original!;
      if (!isOutdated(at)) continue;
      yield {
        message: `selector ${at.selector}: its key is not the one at ${shownName(theirs.name)}, where ${provider} keeps it`,
        subject: { name: at.answer.name, type: 'TXT' },
        record: at.keys[0]!.text,
        data: { selector: at.selector, provider, target: theirs.name },
        ...alias(at),
      };
    }
  },
});

/** Both keys can be read and differ; equal ones may come of a server that resolves aliases before it answers. */
function isOutdated({ keys, original }: SelectorFacts): boolean {
  const theirs = known(original!.answer).map(({ strings }) => parseDkimKey(strings.join('')).value);
  const [mine, their] = [keys[0]?.value, theirs[0]];
  if (keys.length !== 1 || theirs.length !== 1 || mine?.status !== 'ok' || their?.status !== 'ok')
    return false;
  return identityOf(mine) !== identityOf(their);
}

function alias({ answer, keys, original, selector }: SelectorFacts) {
  const gone = textChange(answer, keys[0]!.text, undefined);
  if (gone === undefined) return {};
  const { provider, answer: theirs } = original!;
  const to = printData('CNAME', { target: theirs.name });
  const changes: Change[] = [...gone, { op: 'add', name: answer.name, type: 'CNAME', to }];
  return {
    changes,
    safety: 'ask' as const,
    question: `Does ${provider} sign the domain’s mail with ${selector}?`,
  };
}
