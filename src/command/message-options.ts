import { InvalidArgumentError, Option } from 'commander';
import { auditOptions } from './option-values.ts';
import type { AuditCommandOptions } from './options.ts';

/** What the command line of `message` says, checked. */
export interface MessageOptions extends AuditCommandOptions {
  audit: boolean;
}

/** What only an audit asks for. */
const OF_AUDITS = new Set([
  'authoritative',
  'selector',
  'selectors',
  'whatIf',
  'role',
  'profile',
  'ip',
  'mailFrom',
  'helo',
  'concurrency',
]);

/** What a command line without these options means. */
export const NOT_ASKED = {
  authoritative: true,
  selector: [],
  selectors: 'common',
  whatIf: [],
  profile: [],
} as const;

/** “<>” and nothing at all are the null reverse-path, that of bounces. */
function reversePath(text: string): string {
  const path = /^<(.*)>$/.exec(text)?.[1] ?? text;
  if (path !== '' && !/@[^@]+$/.test(path))
    throw new InvalidArgumentError('Give an address such as bounces@example.com, or "<>" for a bounce.');
  return path;
}

export function messageOptions(): Option[] {
  const [ip] = auditOptions().filter((option) => option.attributeName() === 'ip');
  return [
    new Option(
      '--ip <address>',
      'the client that brought the message (default: from its Received fields)',
    ).argParser(ip!.parseArg!),
    new Option('--helo <name>', 'the name that it greeted with'),
    new Option(
      '--mail-from <address>',
      'its MAIL FROM, "<>" for a bounce (default: from Return-Path)',
    ).argParser(reversePath),
    new Option('--audit', 'then audit the From domain, with the selectors that the message shows').default(
      false,
      '',
    ),
    ...auditOptions().filter((option) => !OF_AUDITS.has(option.attributeName())),
    new Option('--concurrency <n>', 'messages judged at once')
      .argParser((text: string) => {
        if (!/^(?:[1-9]|[1-4]\d|50)$/.test(text))
          throw new InvalidArgumentError('Give a whole number from 1 to 50.');
        return Number(text);
      })
      .default(4),
  ];
}
