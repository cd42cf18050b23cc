import { under } from '../dns/index.ts';
import { isManaged, isOwn, isToBeUsed } from '../facts/dkim/keys.ts';
import type { DkimFacts, SelectorFacts } from '../facts/dkim.ts';
import { recordsOf } from '../facts/known.ts';
import type { Change } from './rules/change-rule.ts';

/** A key that verifiers can use stands there. */
export function holdsKey({ keys }: SelectorFacts): boolean {
  return keys.some((key) => key.value.status === 'ok' && isToBeUsed(key));
}

type Rotation = Change<'dkim'>;

/**
 * Whether a selector goes as a rotation ends: its successor was published before this change and stays. The owner names
 * it, or its name says so: `s1` and `s2`, `mail2025` and `mail2026`.
 */
export function isSucceeded(old: SelectorFacts, change: Rotation): boolean {
  const { domain, before, after } = change;
  if (old.given || isManaged(old, domain) || isMisplaced(old, change)) return false;
  const published = new Set(liveKeys(before.dkim).map(({ selector }) => selector));
  return liveKeys(after.dkim).some(
    (at) =>
      published.has(at.selector) &&
      (at.given || (!isManaged(at, domain) && isNewer(at.selector, old.selector))),
  );
}

function liveKeys({ selectors }: DkimFacts): SelectorFacts[] {
  return selectors.filter((at) => isOwn(at) && holdsKey(at));
}

/** The key stands where nobody looks for it: it was to move there, and did not end. */
function isMisplaced(old: SelectorFacts, { domain, after, isNamed }: Rotation): boolean {
  const { selector } = old;
  const wrong = [
    selector,
    `${selector}._domainkey.${domain}`,
    `${selector}.domainkey`,
    `${selector}._dkim`,
    `_domainkey.${selector}`,
  ];
  const above = [after.dkim.apex, after.dkim.domainKey].flatMap(recordsOf);
  const texts = above.map(({ strings }) => strings.join(''));
  return (
    wrong.some((name) => isNamed(under(name, domain))) || old.keys.some(({ text }) => texts.includes(text))
  );
}

/** The same name but for its numbers, of which the first that differs is higher. */
function isNewer(selector: string, than: string): boolean {
  const [now, old] = [parted(selector), parted(than)];
  if (now.words !== old.words) return false;
  const at = now.numbers.findIndex((number, index) => number !== old.numbers[index]);
  return at !== -1 && now.numbers[at]! > (old.numbers[at] ?? -1n);
}

function parted(selector: string): { words: string; numbers: bigint[] } {
  const numbers = selector.match(/\d+/g) ?? [];
  return { words: selector.toLowerCase().replace(/\d+/g, '#'), numbers: numbers.map(BigInt) };
}
