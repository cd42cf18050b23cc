import { createClient } from '../../src/dns/client.ts';
import type { ClientOptions, OpenResolver, Server } from '../../src/dns/index.ts';

/** As long as a busy machine needs: what these tests are about is what is answered, not how soon. */
export const PATIENCE = { totalMs: 20_000 };

export function patient(server: Server, options: Partial<ClientOptions> = {}): OpenResolver {
  return createClient({ servers: [server], timing: PATIENCE, ...options });
}
