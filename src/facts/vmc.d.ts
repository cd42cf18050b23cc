declare module '@postalsys/vmc' {
  import type { X509Certificate } from 'node:crypto';

  /** The authorities whose mark certificates receivers accept. */
  class RootStore {
    static create(): RootStore;
    rootCerts: X509Certificate[];
  }

  const vmc: { RootStore: typeof RootStore };
  export default vmc;
}
