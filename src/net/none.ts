import type { Net, NotTried } from './types.ts';

/** Speaks to nobody: what rests on it is skipped. */
export function noNet(reason: NotTried['reason']): Net {
  return {
    https: async ({ url }) => ({ status: 'skipped', reason, url, source: { server: 'none' }, tries: 0 }),
    smtp: async (request) => ({
      status: 'skipped',
      reason,
      ...request,
      source: { server: 'none' },
      tries: 0,
    }),
  };
}
