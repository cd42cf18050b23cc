/**
 * The library: `audit(domain, resolver)` and `judgeMessage(source, session, resolver)` → what the command prints as JSON.
 * @example
 * const resolver = createClient({ servers: systemServers() });
 * const { verdict, findings } = await audit('example.com', resolver);
 * const session = { ip: '192.0.2.1', helo: 'mail.example.com', mailFrom: 'news@example.com' };
 * const { message } = await judgeMessage(messageSource(octets), session, resolver);
 */
export { type AuditOptions, audit } from './audit.ts';
export { readDomain } from './command/domain.ts';
export {
  type Answer,
  type AnswerTo,
  type ClientOptions,
  cached,
  createAuthority,
  createClient,
  type Name,
  offline,
  overlaid,
  parseServer,
  type RecordType,
  type Resolver,
  type Server,
  type SourcedRecord,
  systemServers,
} from './dns/index.ts';
export { FULL, SECTIONS, type Section } from './facts/index.ts';
export {
  type JudgeOptions,
  judgeMessage,
  type MessageSource,
  messageSource,
  type Session,
} from './message/index.ts';
export { createNet, type Net, type NetOptions, type OpenNet } from './net/index.ts';
export type { DomainResult, Finding, Report } from './report/schema/report.ts';
export { allRules } from './rules/index.ts';
export type { AnyRule, Severity } from './rules/rule.ts';
export { readMasterFile, readZoneFile } from './zone/index.ts';
