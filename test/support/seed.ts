import hooks from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import fc from 'fast-check';

/**
 * Loaded before every test file: properties are tried with the same values in every run, so that a change is judged by
 * what it changes. `MAILCHECK_SEED=random npm test` looks for new counterexamples.
 */
if (process.env['MAILCHECK_SEED'] !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_123 });

/**
 * The runner follows every promise, to know which test an error of nobody’s belongs to. That is a quarter of all the time
 * that these tests take, and they make many promises; without it such an error fails the file instead of the test.
 */
const unfollowed = {
  enable: () => unfollowed,
  disable: () => unfollowed,
};
hooks.createHook = () => unfollowed;
syncBuiltinESMExports();
