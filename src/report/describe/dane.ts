import { type DaneFacts, daneState } from '../../facts/dane.ts';
import { printData } from '../../zone/index.ts';
import type { FactsOf } from './facts-of.ts';

export function describeDane({ mx, hosts }: DaneFacts): FactsOf<'dane'> {
  return {
    mx: { status: mx.status, security: mx.security },
    hosts: hosts.map((host) => ({
      host: host.name,
      own: host.isOwn,
      base: host.base,
      state: daneState(host),
      security: host.security,
      records: host.records.map(({ data, isUsable, faults }) => ({
        record: printData('TLSA', data),
        usable: isUsable,
        faults: faults.map(({ code }) => code),
      })),
    })),
  };
}
