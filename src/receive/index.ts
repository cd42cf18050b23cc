export { type KeyAndCertificate, throwAwayCertificate } from './certificate.ts';
export { makeFolder } from './folder.ts';
export { LIMITS, type Limits } from './limits.ts';
export { type Address, SERVER_NAME } from './listener.ts';
export { type Lock, lockFolder } from './lock.ts';
export { type Receiving, type ReceivingOptions, startReceiving } from './receiving.ts';
export { type Accepted, type Envelope, openSpool, type Spool } from './spool.ts';
