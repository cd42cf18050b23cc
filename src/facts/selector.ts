import { readName } from '../dns/name.ts';

/** A selector as people write it: labels of letters, digits, hyphens (RFC 6376 §3.1), underscores seen in use. */
export function selectorProblem(selector: string): string | undefined {
  if (
    !/^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?)*$/.test(selector)
  ) {
    return 'a selector has letters, digits and hyphens, such as "google" or "s1"';
  }
  return 'problem' in readName(selector) ? 'a selector’s labels have at most 63 characters' : undefined;
}
