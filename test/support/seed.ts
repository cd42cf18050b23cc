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
 * The runner follows every promise, to know which test an error of nobody’s belongs to: a quarter of the time that these
 * tests take. All it needs is to know its own suites and tests, for what is declared within them. An error of nobody’s then
 * fails the file instead of the test.
 */
type Init = NonNullable<hooks.HookCallbacks['init']>;
let follow: Init | undefined;
const { AsyncResource } = hooks;

hooks.createHook = ({ init }) => {
  follow ??= init;
  const hook = { enable: () => hook, disable: () => hook };
  return hook;
};
hooks.AsyncResource = class extends AsyncResource {
  constructor(type: string, options?: number | hooks.AsyncResourceOptions) {
    super(type, options);
    follow?.(this.asyncId(), type, this.triggerAsyncId(), this);
  }
};
syncBuiltinESMExports();
