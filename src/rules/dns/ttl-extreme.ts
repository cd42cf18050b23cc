import type { AnyAnswer } from '../../dns/index.ts';
import { eachKnown } from '../../facts/known.ts';
import { mailSets } from '../../facts/lookups/mail.ts';
import { questionsOf } from '../../facts/lookups.ts';
import { defineRule, type Hit } from '../rule.ts';

const DAY_S = 86_400;
const SHORT_S = 60;
/** Zone files that Cloudflare exports write 1 for “automatic”, which it serves as 300. */
const AUTOMATIC_S = 1;

export default defineRule({
  id: 'dns/ttl-extreme',
  severity: 'notice',
  basis: 'practice',
  title: 'Mail records may be kept for more than a day, or hardly at all',
  why: 'What may be kept for days goes on being used after a mistake, a move or a withdrawn key. What may be kept for seconds is asked for with nearly every message, and a pause of the name servers delays mail at once.',
  fix: 'Let mail records live for an hour to a day; less is right in the days before a planned change.',
  spec: [],
  needs: ['lookups'],
  fails: `
@ 604800 MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ 86400 MX 10 mail
mail A 192.0.2.1
@ 60 TXT "v=spf1 mx -all"
`,
  *check({ lookups, domain }) {
    const sets = mailSets(lookups, domain);
    const [long, short] = [sets.filter(isLong), sets.filter(isShort)];
    if (long.length > 0) yield longHit(long);
    if (short.length > 0) yield hitFor('short', short, `TTL under ${SHORT_S} s`, RAISE);
    for (const _ of eachKnown(sets, (answer) => [answer]));
  },
});

const LOWER = 'Lower the TTL to a day or less; an hour is common, and less is right before a planned change.';
const RAISE = 'Raise the TTL to 300 s or more, unless a change is near: then a low one is right.';

/** Also of what a cache has kept for a while: it was longer then. */
function isLong({ status, ttl }: AnyAnswer): boolean {
  return status === 'present' && ttl > DAY_S;
}

/** A cache counts down, and the end of an alias may be another's: only a zone file tells what is published here. */
function isShort({ status, ttl, source, chain }: AnyAnswer): boolean {
  const isOwn = 'file' in source && chain.length === 0;
  return status === 'present' && isOwn && ttl < SHORT_S && ttl !== AUTOMATIC_S;
}

/** A number only where it is the published one: what a cache says differs from one run to the next. */
function longHit(answers: readonly AnyAnswer[]): Hit {
  const isPublished = answers.every(({ source }) => 'file' in source);
  const most = Math.max(...answers.map(({ ttl }) => ttl));
  const words = isPublished ? `TTL of ${most} s, over a day` : 'TTL over a day';
  return { ...hitFor('long', answers, words, LOWER), ...(isPublished && { measure: most }) };
}

function hitFor(key: string, answers: readonly AnyAnswer[], words: string, fix: string): Hit {
  const [first] = answers;
  return {
    message: `${words}: ${questionsOf(answers)}`,
    subject: { name: first!.name, type: first!.type },
    key,
    fix,
    data: { sets: answers.map(({ name, type }) => ({ name, type })) },
  };
}
