export { hostOf } from './addresses.ts';
export { breakingFaults } from './breaking-faults.ts';
export { type ChainFault, pathFaults } from './certificate-faults.ts';
export { namesHost } from './certificate-names.ts';
export { describeCertificate } from './certificates.ts';
export { netWithin } from './deadline.ts';
export { createNet, type NetOptions } from './net.ts';
export { noNet } from './none.ts';
export { type NetRecording, recordedNet, replayedNet } from './recording.ts';
export { createSmtp, type SmtpNet, type SmtpOptions } from './smtp.ts';
export { keywordOf, offers, shownReply } from './smtp-reply.ts';
export type * from './smtp-types.ts';
export { authoritiesFor, certificatesIn, type Trust, tlsFactsOf } from './tls-facts.ts';
export type {
  Certificate,
  CertificateFault,
  HttpsAnswer,
  HttpsGot,
  HttpsRequest,
  Net,
  NetFailure,
  OpenNet,
  TlsFacts,
} from './types.ts';
