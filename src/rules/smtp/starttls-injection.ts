import { aboutServers, concerned, hasTls, requireProbe, shownServers } from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/starttls-injection',
  severity: 'error',
  basis: 'standard',
  title: 'A mail server obeys commands that were sent in clear behind STARTTLS',
  why: 'An attacker on the way can put commands in front of the encrypted ones: they count as the sender’s own.',
  fix: 'Update the mail server, or the proxy before it: what has come before the handshake must be thrown away (CVE-2011-0411).',
  spec: ['RFC 3207 §4.2', 'RFC 3207 §6'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 pipelined
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasTls(smtp),
  *check({ smtp }) {
    const obeys = concerned(
      smtp,
      ({ pipelined }) => pipelined?.status === 'probed' && pipelined.accepted !== null,
    );
    for (const found of obeys)
      yield {
        message: `${shownServers(found)} answered, within TLS, a command that was sent in clear before it`,
        ...aboutServers(found),
      };
    requireProbe(smtp, 'pipelined');
  },
});
