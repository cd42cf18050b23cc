import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  id_ce_subjectAltName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** PEM texts, as node:tls takes them. */
export interface KeyAndCertificate {
  key: string;
  cert: string;
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const DAY_MS = 86_400_000;

/** A certificate that vouches for itself and lives as long as the process; whoever verifies it must refuse it. */
export function throwAwayCertificate(name: string, now = Date.now()): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content = certificateContent(name, publicKey, now);
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(content)), privateKey);
  const certificate = new Certificate({
    tbsCertificate: content,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 }),
    signatureValue: new Uint8Array(signature).buffer,
  });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem(Buffer.from(AsnConvert.serialize(certificate))),
  };
}

/** RFC 5280 §4.1.2. */
function certificateContent(name: string, publicKey: KeyObject, now: number): TBSCertificate {
  const itself = new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: COMMON_NAME, value: new AttributeValue({ utf8String: name }) }),
    ]),
  ]);
  return new TBSCertificate({
    version: Version.v3,
    serialNumber: serialNumber(),
    signature: new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 }),
    issuer: itself,
    subject: itself,
    validity: new Validity({ notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 365 * DAY_MS) }),
    subjectPublicKeyInfo: AsnConvert.parse(
      publicKey.export({ type: 'spki', format: 'der' }),
      SubjectPublicKeyInfo,
    ),
    extensions: new Extensions([names(name)]),
  });
}

function names(name: string): Extension {
  const value = AsnConvert.serialize(new SubjectAlternativeName([new GeneralName({ dNSName: name })]));
  return new Extension({ extnID: id_ce_subjectAltName, extnValue: new OctetString(value) });
}

/** RFC 5280 §4.1.2.2: positive, so its first bit is 0, and not shortened by a leading zero octet. */
function serialNumber(): ArrayBuffer {
  const octets = new Uint8Array(randomBytes(16));
  octets[0] = (octets[0]! & 0x3f) | 0x40;
  return octets.buffer;
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
