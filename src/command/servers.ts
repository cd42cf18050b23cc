import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseServer, type Server, systemServers } from '../dns/index.ts';
import { checkCertificates } from './certificates.ts';
import type { AuditCommandOptions } from './options.ts';
import { cannotRead } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** Whom `--server` names, else whom the system asks. */
export async function serversOf(
  { server: texts, ca }: Pick<AuditCommandOptions, 'server' | 'ca'>,
  cwd: string,
): Promise<Server[]> {
  const authorities = ca === undefined ? undefined : await authoritiesOf(ca, cwd);
  if (texts.length === 0) return systemServers();
  return texts.map((text) => {
    const read = parseServer(text);
    if ('problem' in read) throw new UsageError(`--server ${text}: ${read.problem}`);
    return { ...read.server, ...(authorities && { ca: authorities }) };
  });
}

/** What `--ca` names, to be trusted beside what the system trusts. */
export async function authoritiesOf(file: string, cwd: string): Promise<string[]> {
  const text = await readFile(path.resolve(cwd, file), 'latin1').catch(cannotRead(`--ca ${file}`));
  checkCertificates(`--ca ${file}`, text);
  return [text];
}
