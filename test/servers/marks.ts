import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import {
  HashAlgAndValue,
  LogotypeData,
  LogotypeDetails,
  LogotypeExtn,
  LogotypeImage,
  LogotypeInfo,
} from '@peculiar/asn1-x509-logotype';
import type { CertificateFor } from './certificates.ts';

/** A logo, and the certificate of a mark for it. */

export const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64"><title>Example</title></svg>\n';

/** RFC 9399: the logo packed into a data URL, with its hash, as authorities for marks do it. */
export function logotype(svg: string | Buffer): string {
  const packed = gzipSync(svg);
  const sha256 = new AlgorithmIdentifier({ algorithm: '2.16.840.1.101.3.4.2.1' });
  const hashValue = new OctetString(createHash('sha256').update(packed).digest());
  const imageDetails = new LogotypeDetails({
    mediaType: 'image/svg+xml',
    logotypeHash: [new HashAlgAndValue({ hashAlg: sha256, hashValue })],
    logotypeURI: [`data:image/svg+xml;base64,${packed.toString('base64')}`],
  });
  const direct = new LogotypeData({ image: [new LogotypeImage({ imageDetails })] });
  const extension = new LogotypeExtn({ subjectLogo: new LogotypeInfo({ direct }) });
  return `1.3.6.1.5.5.7.1.12=DER:${Buffer.from(AsnConvert.serialize(extension)).toString('hex')}`;
}

export const FOR_MARKS = 'extendedKeyUsage=1.3.6.1.5.5.7.3.31';

export const marking = (svg: string | Buffer = SVG, more: CertificateFor = {}): CertificateFor => ({
  names: ['example.com'],
  extensions: [FOR_MARKS, logotype(svg)],
  ...more,
});
