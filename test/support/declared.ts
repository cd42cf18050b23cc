import { readCertificate } from '../../src/facts/dane/certificate.ts';
import type { NextKey } from '../../src/facts/gathering.ts';
import type { Declared } from '../../src/facts/index.ts';
import { CHAINS } from './fixture-chains.ts';

/**
 * `;? selector s1`, `;? role no-mail`, `;? ip 192.0.2.1`, `;? now 2026-11-25`, `;? private-key-of k=ed25519;p=…` and
 * `;? next-key mail.example.com leaf` (a chain of fixture-chains.ts; `key:leaf` its key alone) in a fixture declare what the DNS cannot tell.
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
  const nextKeys = words.flatMap(([what, host, chain]) =>
    what === 'next-key' ? nextKey(host!, chain!) : [],
  );
  return {
    selectors,
    ...(nextKeys.length > 0 && { nextKeys }),
    ...(privateKeyOf && { privateKeyOf }),
    ...(now && { now: new Date(now) }),
    ...(ip && { session: { ip } }),
    ...(role && { role: role as 'mail' }),
  };
}

function nextKey(host: string, name: string): NextKey {
  const chain = CHAINS[name.replace(/^key:/, '')]!;
  const { spki } = readCertificate(chain[0]!)!;
  return { host, spki, chain: name.startsWith('key:') ? [] : chain };
}

/** `;? domain co.uk` audits another name than example.com. */
export function domainOf(zone: string): string {
  return /^;\? domain (\S+)$/m.exec(zone)?.[1] ?? 'example.com';
}
