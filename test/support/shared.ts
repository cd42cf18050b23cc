import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './project.ts';

/** The folder `shared` that lies beside the checkout: conformance vectors and corpora are read there, never copied. */
export function sharedFolder(): string {
  return path.join(path.dirname(projectFolder()), 'shared');
}

export function sharedText(...parts: string[]): string {
  return readFileSync(path.join(sharedFolder(), ...parts), 'utf8');
}

export function sharedJson<T>(...parts: string[]): T {
  return JSON.parse(sharedText(...parts)) as T;
}

/** True where everything must run (CI): then a missing server or folder is a failure, not a skip. */
export const requireAll = process.env['MAILCHECK_REQUIRE_ALL'] === '1';

/** For node:test's `skip`: a reason where `present` is false and we may skip, else false. */
export function skipUnless(present: boolean, what: string): string | false {
  if (present) return false;
  if (requireAll) throw new Error(`MAILCHECK_REQUIRE_ALL=1, but ${what}`);
  return what;
}
