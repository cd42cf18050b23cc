import {
  aboutServers,
  concerned,
  hasServers,
  isSpeaking,
  requireSessions,
  type Speaking,
  shownServers,
} from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/banner-name',
  severity: 'notice',
  basis: 'standard',
  title: 'A mail server’s greeting does not begin with its full name',
  why: 'Senders and their logs tell servers apart by it, and a bare name is often what the server calls itself when it sends, too: receivers refuse that.',
  fix: 'Set the server’s own name to its full host name, in Postfix with myhostname.',
  spec: ['RFC 5321 §4.2', 'RFC 5321 §4.3.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 banner=localhost_ESMTP
`,
  passes: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
;@ smtp://192.0.2.1 banner=mx7.mail.example.net_ESMTP
;@ smtp://192.0.2.2 banner=[192.0.2.2]_ESMTP
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, isNameless)) {
      const [word] = wordsOf(found.servers[0]!);
      yield {
        message: `${shownServers(found)} greets as “${(word ?? '').slice(0, 60)}”, which is no full host name`,
        ...aboutServers(found),
      };
    }
    requireSessions(smtp);
  },
});

/** RFC 5321 §4.1.2, §4.1.3: a domain or an address literal, and then whatever the server likes to say. */
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*\.?$|^\[[0-9a-z:.]+\]$/i;

/** A name has 253 octets at most: how a longer word goes on does not matter. */
const LONGEST = 300;

function isNameless(server: Speaking | Parameters<typeof isSpeaking>[0]): server is Speaking {
  if (!isSpeaking(server) || server.session.greeting.code === 0) return false;
  const [word = ''] = wordsOf(server);
  return !NAME.test(word) || /(?:^|\.)(?:localhost|localdomain)\.?$/i.test(word);
}

function wordsOf({ session }: Speaking): string[] {
  return (session.greeting.lines[0] ?? '')
    .slice(0, LONGEST)
    .trim()
    .split(/[\s;,]+/);
}
