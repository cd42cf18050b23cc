import { Blocked } from '../facts/known.ts';
import { type Records, type Test, type Told, unknown } from './profile.ts';

/** A test whose lookups failed has told nothing. */
export function attempt(test: Test, records: Records): Told {
  try {
    return test(records);
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    const names = [...new Set(error.by.map(({ name, type }) => `${name} ${type}`))];
    return { ...unknown(`not read: ${names.join(', ')}`), blockedBy: error.by };
  }
}
