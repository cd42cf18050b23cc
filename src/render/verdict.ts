import type { DomainResult } from '../report/schema/report.ts';
import { activeOf } from '../report/suppress.ts';
import { isJudgedWhole, isOfChange } from './change.ts';
import { profileCounts } from './profile.ts';
import { plural } from './words.ts';

/** The words of a verdict, the same in every format for people. */

/** What was found, and is the change's doing where one was judged, counted: “1 error, 2 warnings”; nothing where nothing was. */
function foundWords({ findings, profiles }: DomainResult): string {
  const own = activeOf(findings).filter(isOfChange);
  const severities = (['error', 'warning', 'notice'] as const).flatMap((wanted) => {
    const count = own.filter(({ severity }) => severity === wanted).length;
    return count === 0 ? [] : [plural(count, wanted)];
  });
  return [...severities, ...profileCounts(profiles)].join(', ');
}

/** What was found, or that nothing was; `hidden` tells where more is to be seen. What somebody accepts is counted too. */
export function saidWords(result: DomainResult, hidden = ''): string {
  const found = foundWords(result);
  const suppressed = result.findings.length - activeOf(result.findings).length;
  const accepted = suppressed === 0 ? '' : `, ${suppressed} suppressed`;
  return `${found === '' ? nothingWords(result) : `${found}${hidden}${openWords(result)}`}${accepted}`;
}

/** Beside what was found: an inconclusive change is not told by it. */
function openWords({ change, verdict }: DomainResult): string {
  return change !== null && verdict === 'inconclusive' ? `; ${NOT_DECIDED}` : '';
}

const NOT_DECIDED = 'whether this change makes anything worse is not known';

/** What is said where nothing was found. */
function nothingWords(result: DomainResult): string {
  if (result.verdict === 'pass') return passWords(result);
  if (result.change !== null) return NOT_DECIDED;
  return result.inconclusive.length === 0
    ? 'not all of it could be told'
    : `${plural(result.inconclusive.length, 'lookup')} not answered`;
}

/** A domain that can be forged is not called fine, whatever was left out or passes the threshold. */
function passWords({ posture, skipped, change, findings, message }: DomainResult): string {
  if (change !== null)
    return isJudgedWhole(change)
      ? 'this change makes nothing worse'
      : 'nothing that was judged gets worse by this change';
  if (message !== null && findings.length === 0) return 'no findings';
  const open = posture !== null && posture.protection !== 'enforced' && !posture.role.publicSuffix;
  if (open) return 'no findings, but forged mail is not refused everywhere';
  if (findings.length > 0) return 'nothing else found';
  if (skipped.length === 0) return 'nothing to do';
  const isOffline = skipped.some(({ why }) => why === 'offline');
  return isOffline ? 'no findings in what the given records tell' : 'no findings in what was asked';
}
