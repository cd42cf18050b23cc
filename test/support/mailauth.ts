import { createRequire } from 'node:module';
import { type RecordType, type Resolver, readName } from '../../src/dns/index.ts';

/** mailauth 7.1.0, strict, as a second opinion; over our resolver, in the shape of Node's `dns.promises.resolve`. */

interface Verified {
  status: { result: string; comment?: string };
  explanation?: string;
}

// Its root needs undici 8, which Node 20 does not load; this part does not.
const { spf } = createRequire(import.meta.url)('mailauth/lib/spf') as {
  spf(options: object): Promise<Verified>;
};

export function mailauthSpf(
  world: Resolver,
  session: { ip: string; sender: string; helo: string },
): Promise<Verified> {
  return spf({ ...session, mta: 'unknown', strict: true, resolver: hookOn(world) });
}

class Coded extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

function hookOn(world: Resolver) {
  return async (text: string, type: RecordType): Promise<unknown[]> => {
    // Its names are plain text, in which nothing is an escape.
    const read = readName(text.replace(/\\/g, '\\\\'));
    if ('problem' in read) throw new Coded('EBADNAME');
    const answer = await world.ask(read.name, type);
    if (answer.status === 'absent') throw new Coded(answer.reason === 'nxdomain' ? 'ENOTFOUND' : 'ENODATA');
    if (answer.status !== 'present')
      throw new Coded(answer.status === 'failed' && answer.reason === 'timeout' ? 'ETIMEOUT' : 'ESERVFAIL');
    return answer.records.map((data) => shaped(type, data as never));
  };
}

function shaped(type: RecordType, data: Record<string, never>): unknown {
  switch (type) {
    case 'TXT':
      return data['strings'];
    case 'MX':
      return { priority: data['preference'], exchange: data['exchange'] };
    case 'A':
    case 'AAAA':
      return data['address'];
    default:
      return data['target'];
  }
}
