import type { SelectorFacts } from '../../facts/dkim.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { signsOfAlias } from '../../facts/providers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/m365-one-selector',
  severity: 'notice',
  basis: 'receiver',
  title: 'Only one of the two selectors of Microsoft 365 is there',
  why: 'Microsoft 365 goes over to the other selector when the key is rotated: signatures fail from then on.',
  fix: 'Publish both aliases that the DKIM page of Microsoft Defender shows for the domain.',
  spec: ['learn.microsoft.com: set up DKIM to sign mail from your Microsoft 365 domain'],
  needs: ['dkim'],
  fails: `
selector1._domainkey CNAME selector1-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft.
selector1-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGecXUHTfuQ6ofwgt4zggEpsbJuU7b6RGs76uv46mZrJ3p/07oi4kLFwyxDXnVQBWFWN2U6c/2QUBiKE+rCdQp4fI7nW91SdxIMxYHtB5R+zjC4jzohgTlPJr6QfWMTJk8rg1SPFDjNp4IH03zGabK/qsqkOmw8P0hJ/jIabVvHwIDAQAB"
`,
  passes: `
selector1._domainkey CNAME selector1-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft.
selector2._domainkey CNAME selector2-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft.
selector1-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGecXUHTfuQ6ofwgt4zggEpsbJuU7b6RGs76uv46mZrJ3p/07oi4kLFwyxDXnVQBWFWN2U6c/2QUBiKE+rCdQp4fI7nW91SdxIMxYHtB5R+zjC4jzohgTlPJr6QfWMTJk8rg1SPFDjNp4IH03zGabK/qsqkOmw8P0hJ/jIabVvHwIDAQAB"
`,
  applies: ({ dkim }) => ['selector1', 'selector2'].every((name) => dkim.tried.includes(name)),
  *check({ dkim, domain }) {
    const own = dkim.selectors.filter(({ selector, byWildcard }) => isOneOfTwo(selector) && !byWildcard);
    const there = [...eachKnown(own, ({ answer }) => [answer])];
    const [one] = there;
    if (there.length !== 1 || !isMicrosofts(one!)) return;
    const missing = one!.selector === 'selector1' ? 'selector2' : 'selector1';
    yield {
      message: `${one!.selector} is there, ${missing} is not: the next rotation of keys ends at nothing`,
      subject: { name: `${missing}._domainkey.${domain}`, type: 'CNAME' },
      data: { selector: one!.selector, missing, target: shownName(one!.answer.chain[0]!.to) },
    };
  },
});

function isOneOfTwo(selector: string): boolean {
  return selector === 'selector1' || selector === 'selector2';
}

function isMicrosofts({ answer }: SelectorFacts): boolean {
  return answer.status === 'present' && signsOfAlias(answer)[0]?.provider.name === 'Microsoft 365';
}
