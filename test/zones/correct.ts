import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type AuditOptions, audit } from '../../src/audit.ts';
import type { Resolver } from '../../src/dns/index.ts';
import { SECTIONS, type Section } from '../../src/facts/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';
import { projectFolder, projectText } from '../support/project.ts';
import { ED25519_KEY, PUBLIC_KEYS } from './keys.ts';

/**
 * Domains set up as the providers’ own instructions say, one for every big provider and every role. A rule that fires on
 * one of them is wrong, not the domain.
 */
export interface CorrectDomain {
  file: string;
  /** The first line of the zone. */
  title: string;
  /** Its own records, without what all of them lean on. */
  text: string;
  resolver: Resolver;
  audit: (resolver: Resolver, sections?: readonly Section[]) => Promise<DomainResult>;
}

const folder = path.join('test', 'zones');

export function correctDomains(): CorrectDomain[] {
  const world = correctWorld();
  const files = readdirSync(path.join(projectFolder(), folder, 'correct')).sort();
  return files.map((file) => {
    const zone = projectText(path.join(folder, 'correct', file));
    const [domain = 'example.com'] = declaredIn(zone, 'domain');
    return {
      file,
      title: zone.slice(2, zone.indexOf('\n')),
      text: withKeys(zone),
      resolver: fixtureResolver(`${withKeys(zone)}\n${world}`),
      audit: (resolver, sections = SECTIONS) => audit(domain, resolver, { ...optionsOf(zone), sections }),
    };
  });
}

/** What all of them lean on. */
export function correctWorld(): string {
  return withKeys(projectText(path.join(folder, 'world.zone')));
}

function optionsOf(zone: string): AuditOptions {
  const [role] = declaredIn(zone, 'role');
  return {
    net: fixtureNet(zone),
    declared: { selectors: declaredIn(zone, 'selector'), ...(role && { role: role as 'mail' }) },
  };
}

function declaredIn(zone: string, what: string): string[] {
  return [...zone.matchAll(new RegExp(`^;\\? ${what} (\\S+)$`, 'gm'))].map(([, value]) => value!);
}

/**
 * `TXT KEY1` is a DKIM record of 2048 bits, `TXT BARE1` one without v=DKIM1, `TXT ED25519` one of that kind;
 * `TXT "v=DKIM1; t=s; p=" KEY1` is one with tags of its own.
 */
function withKeys(zone: string): string {
  return zone
    .replace(/\bTXT KEY(\d)$/gm, 'TXT "v=DKIM1; k=rsa; p=" KEY$1')
    .replace(/\bTXT BARE(\d)$/gm, 'TXT "k=rsa; p=" KEY$1')
    .replace(/" KEY(\d)$/gm, (_, number: string) => {
      const key = PUBLIC_KEYS[`KEY${number}` as keyof typeof PUBLIC_KEYS];
      return `${key.slice(0, 200)}" "${key.slice(200)}"`;
    })
    .replace(/\bTXT ED25519$/gm, `TXT "v=DKIM1; k=ed25519; p=${ED25519_KEY}"`);
}

/** What is not merely a hint, a line each. */
export function complaints({ findings }: DomainResult): string[] {
  return findings
    .filter(({ severity }) => severity !== 'notice')
    .map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}
