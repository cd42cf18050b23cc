import { Blocked, known } from '../facts/known.ts';
import { endOf } from '../facts/spf/end.ts';
import { passingBlockers, passingOf } from '../facts/spf/passing.ts';
import { type SpfFacts, unknownOf } from '../facts/spf.ts';
import { met, type Records, type Told, unmet } from './profile.ts';

/** There is one record, and no client is told that it is broken. */
export function spfIsSetUp({ spf }: Pick<Records, 'spf'>): Told {
  known(spf.root.answer);
  switch (spf.outcome) {
    case 'none':
      return unmet('no SPF record');
    case 'permerror':
      return unmet(permerrorWords(spf));
    case 'temperror':
      throw new Blocked(unknownOf(spf.root));
    default:
      return spf.lookups.blockedBy.length > 0 ? open(spf) : met(`${spf.lookups.atLeast} of 10 lookups`);
  }
}

function open({ root }: SpfFacts): never {
  throw new Blocked(unknownOf(root));
}

function permerrorWords({ root, permerrorFor }: SpfFacts): string {
  if (root.records.length > 1) return `${root.records.length} SPF records, where one is allowed`;
  return permerrorFor === 'all'
    ? 'the SPF record is an error'
    : 'the SPF record is an error for some senders';
}

/** Whoever is not named fails: `-all` where the record ends. */
export function spfEndsInFail(records: Pick<Records, 'spf'>): Told {
  const setUp = spfIsSetUp(records);
  if (setUp.status !== 'met') return setUp;
  const { all } = endOf(records.spf.root);
  if (all === undefined) return unmet('the SPF record has no “all”');
  return all.qualifier === '-' ? met('it ends in -all') : unmet(`it ends in ${all.text}`);
}

/** Whoever is not named fails, or at least softly: `-all` or `~all`. */
export function spfEndsInAnyFail(records: Pick<Records, 'spf'>): Told {
  const setUp = spfIsSetUp(records);
  if (setUp.status !== 'met') return setUp;
  const { all } = endOf(records.spf.root);
  if (all === undefined) return unmet('the SPF record has no “all”');
  return '-~'.includes(all.qualifier) ? met(`it ends in ${all.text}`) : unmet(`it ends in ${all.text}`);
}

/** A record that is read without error, and by which nothing passes. */
export function spfLetsNothingSend(records: Pick<Records, 'spf'>): Told {
  const setUp = spfIsSetUp(records);
  if (setUp.status !== 'met') return setUp;
  const passing = passingOf(records.spf.root);
  if (passing === 'unknown') throw new Blocked(passingBlockers(records.spf.root));
  if (passing === 'yes') return unmet('SPF lets servers send');
  const { all } = endOf(records.spf.root);
  return all?.qualifier === '-' ? met('SPF lets nothing send') : unmet('SPF does not end in -all');
}
