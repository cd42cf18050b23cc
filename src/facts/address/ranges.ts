import { localScope } from '../../dns/index.ts';

export { localScope };

/** Where a sender that uses the address reaches itself. */
export function reachesSelf(address: string): boolean {
  return ['loopback', 'unspecified'].includes(localScope(address) ?? '');
}
