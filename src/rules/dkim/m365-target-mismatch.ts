import { foreignDomain } from '../../facts/dkim/m365.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/m365-target-mismatch',
  severity: 'error',
  basis: 'receiver',
  title: 'A Microsoft 365 selector leads to the key of another domain',
  why: 'Microsoft signs with a key made for each domain: behind this alias stands another one, and signatures fail.',
  fix: 'Copy both selector targets for this very domain from the DKIM page of Microsoft Defender.',
  spec: ['learn.microsoft.com: set up DKIM to sign mail from your Microsoft 365 domain'],
  needs: ['dkim'],
  fails: `
selector1._domainkey CNAME selector1-shop-example-net._domainkey.contoso.onmicrosoft.com.
onmicrosoft.com. A 192.0.2.9
`,
  passes: `
selector1._domainkey CNAME selector1-example-com._domainkey.contoso.onmicrosoft.com.
selector2._domainkey CNAME selector2-example-com0i._domainkey.contoso.n-v1.dkim.mail.microsoft.
onmicrosoft.com. A 192.0.2.9
mail.microsoft. A 192.0.2.9
`,
  applies: ({ dkim }) => dkim.selectors.some(({ selector }) => /^selector[12]$/i.test(selector)),
  *check({ dkim, domain }) {
    const own = dkim.selectors.filter(({ selector }) => /^selector[12]$/i.test(selector));
    for (const { selector, answer } of eachKnown(own, (at) => [at.answer])) {
      const [alias] = answer.chain;
      const foreign = alias && foreignDomain(alias.to, domain);
      if (foreign === undefined) continue;
      yield {
        message: `selector ${selector} leads to the key of “${foreign}”, not of ${shownName(domain)}`,
        subject: { name: answer.name, type: 'CNAME' },
        data: { selector, target: alias!.to, keyOf: foreign },
      };
    }
  },
});
