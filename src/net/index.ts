export { noNet } from './none.ts';
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
