import { labelsOf, type Name, nameOf } from '../../dns/index.ts';

/** `selector1-example-com._domainkey.contoso.onmicrosoft.com`, `….contoso.n-v1.dkim.mail.microsoft`. */
const TARGET =
  /^selector[12]-([a-z0-9-]+)\._domainkey\.[a-z0-9-]+\.(?:onmicrosoft\.com|[a-z]-v1\.dkim\.mail\.microsoft)$/i;

/**
 * The domain (dots as dashes) whose Microsoft 365 key a selector's alias leads to, where that is surely neither the
 * audited domain nor one above it. Microsoft shortens long names, drops hyphens and appends characters: whatever
 * could have come of the own name is no other domain's.
 */
export function foreignDomain(target: Name, domain: Name): string | undefined {
  const dashed = TARGET.exec(target)?.[1];
  // The tenant's first domain, and internationalised names, are written in ways that prove nothing.
  if (dashed === undefined || /onmicrosoft/i.test(dashed) || /xn--/i.test(dashed + domain)) return undefined;
  const labels = labelsOf(domain);
  const names = labels.slice(0, -1).map((_label, index) => nameOf(labels.slice(index)));
  return names.some((name) => couldBe(dashed, name)) ? undefined : dashed;
}

function couldBe(dashed: string, name: Name): boolean {
  const [written, own] = [letters(dashed), letters(name)];
  return written.startsWith(own) || own.startsWith(written);
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
