import fc from 'fast-check';

/**
 * Loaded before every test file: properties are tried with the same values in every run, so that a change is judged by
 * what it changes. `MAILCHECK_SEED=random npm test` looks for new counterexamples.
 */
if (process.env['MAILCHECK_SEED'] !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_123 });
