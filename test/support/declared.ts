import type { Declared } from '../../src/facts/index.ts';

/**
 * `;? selector s1`, `;? role no-mail`, `;? ip 192.0.2.1`, `;? now 2026-11-25` and `;? private-key-of k=ed25519;p=…` in a
 * fixture declare what the DNS cannot tell.
 */
export function declaredIn(zone: string): Declared {
  const words = zone
    .split('\n')
    .flatMap((line) => (line.startsWith(';? ') ? [line.slice(3).trim().split(/\s+/)] : []));
  const selectors = words.filter(([what]) => what === 'selector').map(([, value]) => value!);
  const role = words.find(([what]) => what === 'role')?.[1];
  const ip = words.find(([what]) => what === 'ip')?.[1];
  const now = words.find(([what]) => what === 'now')?.[1];
  const privateKeyOf = words.find(([what]) => what === 'private-key-of')?.[1];
  return {
    selectors,
    ...(privateKeyOf && { privateKeyOf }),
    ...(now && { now: new Date(now) }),
    ...(ip && { session: { ip } }),
    ...(role && { role: role as 'mail' }),
  };
}

/** `;? domain co.uk` audits another name than example.com. */
export function domainOf(zone: string): string {
  return /^;\? domain (\S+)$/m.exec(zone)?.[1] ?? 'example.com';
}
