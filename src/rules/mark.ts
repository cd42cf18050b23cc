import type { MarkCertificate } from '../facts/bimi/certificate.ts';
import { contentOf } from '../facts/bimi/file.ts';
import type { BimiFacts } from '../facts/bimi.ts';

/** The certificate of the logo, where there is one in the file; that there is none is told by bimi/cert-unreachable. */
export function markOf(mark: BimiFacts['mark']): MarkCertificate | undefined {
  const content = contentOf(mark);
  return content === 'none' ? undefined : content;
}
