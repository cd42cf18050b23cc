import { tlsOf } from '../../facts/smtp/servers.ts';
import type { SubmissionServer } from '../../facts/smtp/submission.ts';
import { isOldTls } from '../../facts/smtp/tls.ts';
import type { SmtpFacts, SmtpServer } from '../../facts/smtp.ts';
import { type Certificate, type SmtpAnswer, type SmtpSecurity, shownReply } from '../../net/index.ts';
import type { FactsOf } from './facts-of.ts';

export function describeSmtp({ hosts, unasked, hidden, submission }: SmtpFacts): FactsOf<'smtp'> {
  return {
    unread: hidden.length > 0,
    hosts: hosts.map(({ name, preference, servers, unasked: more }) => ({
      host: name,
      preference,
      servers: servers.map(describeServer),
      unasked: more,
    })),
    unasked,
    submission: {
      srv: {
        submissions: submission.srv.submissions.status,
        submission: submission.srv.submission.status,
      },
      servers: submission.servers.map(describeSubmission),
    },
  };
}

function describeServer(server: SmtpServer) {
  const { address, session, pipelined } = server;
  return {
    address,
    ...describeSession(session),
    oldTls: oldTlsOf(server),
    pipelined: pipelined?.status === 'probed' ? pipelined.accepted !== null : null,
  };
}

type OldTls = FactsOf<'smtp'>['hosts'][number]['servers'][number]['oldTls'];

/** What a server gives to a client of today it gives to an old one too. */
function oldTlsOf(server: SmtpServer): OldTls {
  const version = tlsOf(server)?.version ?? '';
  if (isOldTls(version)) return version as OldTls;
  return server.oldTls?.status === 'probed' ? ((server.oldTls.accepted ?? 'none') as OldTls) : 'unknown';
}

function describeSubmission({ service, isPublished, host, port, session }: SubmissionServer) {
  return {
    service,
    published: isPublished,
    host: host.name,
    port,
    address: session?.address ?? null,
    ...(session === undefined ? UNSPOKEN : describeSession(session)),
  };
}

type Described = Omit<
  FactsOf<'smtp'>['hosts'][number]['servers'][number],
  'address' | 'oldTls' | 'pipelined'
>;

const UNSPOKEN: Described = {
  state: 'skipped',
  reached: false,
  reason: null,
  detail: null,
  greeting: null,
  extensions: [],
  security: null,
  tls: null,
};

function describeSession(session: SmtpAnswer): Described {
  switch (session.status) {
    case 'answered':
      return {
        ...UNSPOKEN,
        state: 'answered',
        reached: true,
        greeting: session.greeting.code === 0 ? null : shownReply(session.greeting),
        extensions: session.extensions,
        ...describeSecurity(session.security),
      };
    case 'failed': {
      const { reason, detail, isReached } = session;
      const state = reason === 'refused' ? 'refused' : 'failed';
      return { ...UNSPOKEN, state, reached: isReached, reason, detail };
    }
    case 'not-smtp':
      return { ...UNSPOKEN, state: 'not-smtp', reached: true, detail: session.said };
    default:
      return UNSPOKEN;
  }
}

function describeSecurity(security: SmtpSecurity): Partial<Described> {
  const { state } = security;
  if (state === 'refused') return { security: state, detail: shownReply(security.reply) };
  if (state === 'broken' || state === 'unknown') return { security: state, detail: security.detail };
  if (state === 'not-offered') return { security: state };
  const { version, cipher, chain, faults } = security.tls;
  return {
    security: state,
    tls: { version, cipher, chain: chain.map(describeCertificate), faults, extensions: security.extensions },
  };
}

function describeCertificate({ der: _der, ...certificate }: Certificate) {
  return certificate;
}
