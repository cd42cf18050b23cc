/**
 * The parts of mailauth that verify, loaded when a message is: they take longer than all else that the command does.
 * Never its root, which Node 20 cannot load.
 */
export { arc } from 'mailauth/lib/arc/index.js';
export { DkimVerifier } from 'mailauth/lib/dkim/dkim-verifier.js';
