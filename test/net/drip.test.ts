import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createClient, type Server } from '../../src/dns/index.ts';
import { SECTIONS } from '../../src/facts/index.ts';
import { createNet } from '../../src/net/index.ts';
import { throwAwayCa } from '../servers/certificates.ts';
import { tlsServer } from '../servers/https.ts';
import { type Behaviour, type NameServer, type Query, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { startSmtpServer } from './smtp-server.ts';

const ZONE = `
@ MX 10 mail
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; p="
mail A 127.0.0.1
_mta-sts TXT "v=STSv1; id=1"
mta-sts A 127.0.0.1
www A 127.0.0.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
default._bimi TXT "v=BIMI1; l=https://www.example.com/logo.svg; a=https://www.example.com/mark.pem"
_submissions._tcp SRV 0 0 465 mail
`;
/** Lookups of every section that come an octet at a time. */
const SLOW = [
  'example.com TXT',
  '_dmarc.example.com TXT',
  's1._domainkey.example.com TXT',
  'example.com CAA',
];
const SECONDS = 3;
/** To gather what was answered and to judge it, on a busy machine. */
const SLACK_MS = 2500;

const GREETING = '220-mail.example.com\r\n';

const healthy = fromZone(ZONE);

/** What is slow goes over TCP where UDP is asked. */
function dripping(query: Query): Behaviour {
  const reply = healthy(query);
  if (!SLOW.includes(`${query.name.toLowerCase()} ${query.type}`)) return reply;
  if (query.transport === 'udp') return { ...reply, answers: [], flags: { tc: true } };
  // Over TLS all answers come through one connection: what is quick comes first.
  return [{ waitMs: 1000 }, { drip: reply, octets: 1, everyMs: 300 }];
}

const overDns = (server: NameServer, protocol: 'udp' | 'tls' | 'https'): Server => {
  if (protocol === 'udp') return server.server;
  return { ...server[protocol]!, protocol, ca: [server.ca] };
};

function octetByOctet(text: string): (socket: Socket) => void {
  return (socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(text[at++ % text.length]!), 300);
    socket.on('close', () => clearInterval(timer));
  };
}

describe('where every server drips, in every protocol at once', { concurrency: true }, () => {
  for (const protocol of ['udp', 'tls', 'https'] as const)
    it(`DNS over ${protocol}: the audit ends in its time, and nothing is called missing`, async () => {
      const authority = throwAwayCa();
      const certificate = authority.issue({ names: ['mta-sts.example.com', 'www.example.com'] });
      const dns = await startNameServer(dripping, { tls: true, https: true });
      const web = await tlsServer(certificate, octetByOctet('HTTP/1.1 200 OK\r\nX-Header: '));
      const mail = await startSmtpServer({ greeting: octetByOctet(GREETING) });
      const submission = await tlsServer(certificate, octetByOctet(GREETING));
      const client = createClient({ servers: [overDns(dns, protocol)] });
      const net = createNet({
        allowPrivate: true,
        ca: [authority.ca],
        httpsPort: web.port,
        smtpPorts: { 25: mail.port, 465: submission.port },
      });
      try {
        const began = performance.now();
        const { verdict, findings, inconclusive, sections } = await audit('example.com', client, {
          sections: SECTIONS,
          declared: { selectors: ['s1'], guess: 'none' },
          net,
          // Where the servers of this test have to stand.
          ignore: ['mx/target-private-ip'],
          timeout: SECONDS,
        });
        const tookMs = performance.now() - began;
        assert.ok(tookMs < SECONDS * 1000 + SLACK_MS, `${Math.round(tookMs)} ms`);
        assert.equal(verdict, 'inconclusive', JSON.stringify(findings.map(({ rule }) => rule)));
        assert.deepEqual(
          findings.filter(({ severity }) => severity !== 'notice').map(({ rule }) => rule),
          [],
        );
        // Whatever dripped is told as not answered, and what was answered beside it stands.
        const open = new Set(inconclusive.map(({ name, type }) => `${name} ${type}`));
        for (const one of [
          ...SLOW,
          'https://mta-sts.example.com/.well-known/mta-sts.txt GET',
          'https://www.example.com/logo.svg GET',
          'https://www.example.com/mark.pem GET',
          'mail.example.com[127.0.0.1]:25 SMTP',
          'mail.example.com[127.0.0.1]:465 SMTP',
        ])
          assert.ok(open.has(one), `${one} is not among ${[...open].join(', ')}`);
        assert.equal(sections.mx?.facts.state, 'mx');
        assert.ok([web, mail, submission].every((server) => server.connections() > 0));
      } finally {
        await net.close();
        await client.close();
        await Promise.all([dns.close(), web.stop(), mail.stop(), submission.stop()]);
      }
    });
});
