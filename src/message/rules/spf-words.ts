import type { SpfCheck } from '../../facts/spf/check.ts';

/** Which term decided. */
export function matchedWords({ matched, explanation }: SpfCheck): string {
  const said = explanation === undefined ? '' : ` (“${explanation}”)`;
  return matched === undefined ? `no term matches${said}` : `${matched.term} of ${matched.domain}${said}`;
}
