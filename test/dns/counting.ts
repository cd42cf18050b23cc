import { absentAnswer, failedAnswer, presentAnswer, type Resolver } from '../../src/dns/index.ts';

interface Said {
  status: 'present' | 'nxdomain' | 'nodata' | 'failed';
  ttl: number;
}

/** A resolver that says the same to all, later, and keeps what it was asked. */
export function counting(say: () => Said): { resolver: Resolver; asked: string[] } {
  const asked: string[] = [];
  const source = { server: '192.0.2.53' };
  return {
    asked,
    resolver: {
      async ask(name, type) {
        asked.push(`${name} ${type}`);
        await Promise.resolve();
        const { status, ttl } = say();
        const details = { ttl, tries: 1 };
        if (status === 'present') return presentAnswer({ name, type }, [], source, details);
        if (status !== 'failed') return absentAnswer({ name, type }, status, source, details);
        return failedAnswer({ name, type }, { reason: 'servfail', detail: 'SERVFAIL' }, source, details);
      },
    },
  };
}
