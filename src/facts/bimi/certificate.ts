import type { X509Certificate } from 'node:crypto';
import { isWithin, type Name } from '../../dns/index.ts';
import {
  type Certificate,
  type ChainFault,
  certificatesIn,
  describeCertificate,
  pathFaults,
} from '../../net/index.ts';
import { unpacked } from './logo.ts';

/** The certificate of a logo. */
export interface MarkCertificate {
  certificate: Certificate;
  /** By which time it was judged. */
  readAt: Date;
  /** Verified Mark or Common Mark. */
  kind: 'VMC' | 'CMC';
  /** Of the chain, by the authorities of mark certificates. */
  faults: ChainFault[];
  /** It is made for BIMI (extended key usage 1.3.6.1.5.5.7.3.31). */
  isForMarks: boolean;
  /** The SVG inside, octets as latin-1; absent where there is none that can be read. */
  svg?: string;
}

/** Mark Certificate Requirements 1.7 §7.1.2.3: RFC 9399’s logotype, and id-kp-BrandIndicatorforMessageIdentification. */
const LOGOTYPE = '1.3.6.1.5.5.7.1.12';
const FOR_MARKS = '1.3.6.1.5.5.7.3.31';
/** The kind of mark in the subject (§7.1.4.2.2): these two are verified; all others are common marks, and new ones come. */
const MARK_TYPE = /(?:^|\n)(?:1\.3\.6\.1\.4\.1\.53087\.1\.13|markType)=(.*)/;
const VERIFIED_MARKS = ['Registered Mark', 'Government Mark'];

/**
 * Reads a file of `a=`: PEM, the certificate of the logo first. `undefined` where no certificate is in it.
 * @param authorities PEM texts to trust beside the authorities that receivers accept.
 */
export async function readMark(
  pem: string,
  { now, authorities = [] }: { now: Date; authorities?: readonly string[] },
): Promise<MarkCertificate | undefined> {
  const chain = certificatesIn(pem).slice(0, 10);
  const [leaf] = chain;
  if (leaf === undefined) return undefined;
  // CommonJS: bundled, it has no names of its own.
  const { default: vmc } = await import('@postalsys/vmc');
  const roots = [...vmc.RootStore.create().rootCerts, ...authorities.flatMap(certificatesIn)];
  const svg = await embeddedLogo(leaf);
  return {
    certificate: describeCertificate(leaf),
    kind: kindOf(leaf),
    readAt: now,
    faults: pathFaults(chain, roots, now),
    isForMarks: leaf.keyUsage?.includes(FOR_MARKS) ?? false,
    ...(svg !== undefined && { svg }),
  };
}

/** One that does not say was issued before all had to. */
function kindOf({ subject }: X509Certificate): MarkCertificate['kind'] {
  const type = MARK_TYPE.exec(subject)?.[1]?.trim();
  return type === undefined || VERIFIED_MARKS.includes(type) ? 'VMC' : 'CMC';
}

/** Whether one of its names stands for the domain: the name itself, one above it, or a selector's of either. */
export function isMarkFor({ certificate }: MarkCertificate, domain: Name): boolean {
  return certificate.names.some((name) => {
    const owner = name.replace(/^.*\._bimi\./i, '');
    return owner.includes('.') && isWithin(domain, owner);
  });
}

async function embeddedLogo(leaf: X509Certificate): Promise<string | undefined> {
  const [{ AsnParser }, { Certificate: Parsed }, { LogotypeExtn }] = await Promise.all([
    import('@peculiar/asn1-schema'),
    import('@peculiar/asn1-x509'),
    import('@peculiar/asn1-x509-logotype'),
  ]);
  try {
    const { extensions = [] } = AsnParser.parse(leaf.raw, Parsed).tbsCertificate;
    const found = extensions.find(({ extnID }) => extnID === LOGOTYPE);
    if (found === undefined) return undefined;
    const logotype = AsnParser.parse(found.extnValue, LogotypeExtn);
    const [uri = ''] = logotype.subjectLogo?.direct?.image?.[0]?.imageDetails.logotypeURI ?? [];
    const data = /^data:[^,]*;base64,(.*)$/s.exec(uri)?.[1];
    return data === undefined ? undefined : unpacked(Buffer.from(data, 'base64').toString('latin1'));
  } catch {
    return undefined;
  }
}

/** Line ends aside the same text: web servers and editors change those. */
export function isSameLogo(one: string, other: string): boolean {
  return withoutLineEnds(one) === withoutLineEnds(other);
}

function withoutLineEnds(svg: string): string {
  return svg
    .replace(/^\xef\xbb\xbf/, '')
    .replaceAll('\r\n', '\n')
    .trim();
}
