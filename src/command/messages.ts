/**
 * What works on keys and messages, loaded together and only when it is called for: every file that the bundle is split
 * into beside this one would cost the other commands time at their start.
 */
export { runKeygen } from './keygen.ts';
export { recordOfKeyFile } from './private-key.ts';
export { runSign } from './sign.ts';
