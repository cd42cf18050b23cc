import type { Requested } from '../../facts/dmarc/effective.ts';
import { Blocked, isUnknown, known } from '../../facts/known.ts';
import { isHostName } from '../../facts/mx/role.ts';
import type { MxFacts } from '../../facts/mx.ts';
import { MAX_MX_HOSTS } from '../../facts/spf/evaluate.ts';
import { ignoredTexts } from '../../facts/spf/ignored.ts';
import { type Change, defineRule, type Hit, type Subject } from '../rule.ts';

export default defineRule({
  id: 'spf/missing',
  severity: 'error',
  basis: 'standard',
  title: 'No SPF record',
  why: 'Receivers cannot tell which servers may send for the domain; big ones refuse or junk mail without it.',
  fix: 'Publish one TXT record that lists who sends, ending in ~all; or v=spf1 -all where nothing sends.',
  spec: ['RFC 7208 §4.5'],
  needs: ['spf', 'role', 'mx', 'dmarc'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "some-verification=abc"
`,
  passes: `
@ TXT "v=spf1 mx ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  *check({ spf, role, mx, dmarc, domain }) {
    known(spf.root.answer);
    if (spf.root.records.length > 0 || ignoredTexts(spf.root).length > 0) return;
    const subject = { name: domain, type: 'TXT' as const };
    const message = 'no TXT record begins with v=spf1';
    if (role.publicSuffix) {
      yield { message: `${message}; nobody sends as a public suffix`, subject, severity: 'notice' };
      return;
    }
    const policy = dmarc.effective.domain;
    const host = isHostName(mx, spf, role);
    if (role.value !== 'no-mail' && !host) {
      yield { message, subject, ...proposal(mx, subject) };
      return;
    }
    const repair = allRefused(subject);
    yield {
      message,
      subject,
      // A null MX alone says little of what sends.
      ...(role.source === 'declared' ? { changes: repair.changes, safety: 'safe' as const } : repair),
      ...weighed(policy, host),
    };
    if (policy === 'unknown') throw new Blocked(dmarc.walk.map(({ answer }) => answer).filter(isUnknown));
  },
});

const WHO = 'Which servers and services send for the domain? Name each of them before “~all”.';

function allRefused(subject: Subject): Pick<Hit, 'safety' | 'question'> & { changes: Change[] } {
  return {
    changes: [{ op: 'add', ...subject, to: '"v=spf1 -all"' }],
    safety: 'ask',
    question: `Does nothing send mail as ${subject.name}?`,
  };
}

/** Where DMARC has forged mail refused already, SPF adds little for a name that sends none; least for a mere host. */
function weighed(policy: Requested, host: boolean): Pick<Hit, 'severity'> {
  if (host) return { severity: policy === 'reject' || policy === 'quarantine' ? 'notice' : 'warning' };
  return policy === 'reject' || policy === 'unknown' ? { severity: 'warning' } : {};
}

/** What receives the mail of a small domain sends it too; where nothing receives, perhaps nothing sends. */
function proposal({ state, hosts }: MxFacts, subject: Subject): Partial<Hit> {
  const add = (to: string): Change[] => [{ op: 'add', ...subject, to }];
  switch (state) {
    case 'mx':
      return hosts.length > MAX_MX_HOSTS
        ? {}
        : { changes: add('"v=spf1 mx ~all"'), safety: 'ask', question: WHO };
    case 'implicit':
      return { changes: add('"v=spf1 a ~all"'), safety: 'ask', question: WHO };
    case 'null-mx':
    case 'none':
      return allRefused(subject);
    default:
      return {};
  }
}
