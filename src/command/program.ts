import { Argument, Command, CommanderError, Help, type Option } from 'commander';
import { FULL, SECTIONS, type Section } from '../facts/index.ts';
import type { CommandLine } from './config.ts';
import { KEY_OPTIONS } from './key-options.ts';
import { type KeygenOptions, keygenOptions } from './keygen-options.ts';
import { type MessageOptions, messageOptions, NOT_ASKED } from './message-options.ts';
import { auditOptions, comparisonOptions, configOptions } from './option-values.ts';
import type { AuditCommandOptions } from './options.ts';
import { type ReceiveOptions, receiveOptions } from './receive-options.ts';
import { type SignOptions, signOptions } from './sign-options.ts';
import { type VerifyOptions, verifyOptions } from './verify-options.ts';
import { VERSION } from './version.ts';

export { CommanderError };

export interface AuditCommand {
  name: string;
  sections: readonly Section[];
  /** Two states are audited: what is published, and what would be. */
  compares?: 'gate' | 'diff';
}

const AUDITS: (AuditCommand & { description: string })[] = [
  { name: 'full', sections: FULL, description: 'audit everything (the default)' },
  { name: 'mx', sections: ['mx'], description: 'the servers that receive mail for a domain or an address' },
  { name: 'a', sections: ['address'], description: 'addresses of these servers, and their reverse names' },
  {
    name: 'spf',
    sections: ['spf'],
    description: 'who may send, the whole tree of includes, the lookup count',
  },
  { name: 'dkim', sections: ['dkim'], description: 'the keys that signatures are verified with' },
  { name: 'dmarc', sections: ['dmarc'], description: 'what receivers are asked to do with forged mail' },
  {
    name: 'mta-sts',
    sections: ['mta-sts'],
    description: 'whether senders must encrypt, by the domain’s policy file',
  },
  { name: 'tls-rpt', sections: ['tls-rpt'], description: 'where reports on failed encryption go' },
  { name: 'bimi', sections: ['bimi'], description: 'the logo that mail programs may show' },
  {
    name: 'dane',
    sections: ['dane'],
    description: 'which certificates the mail servers must have, by DNSSEC',
  },
  {
    name: 'dnssec',
    sections: ['dnssec'],
    description: 'whether the records are signed, and who may issue certificates',
  },
  {
    name: 'smtp',
    sections: ['smtp'],
    description: 'the mail servers themselves: speaks to each, sends nothing',
  },
];

const COMPARISONS = [
  { name: 'gate', description: 'what a change of records makes worse, and fail for that alone' },
  { name: 'diff', description: 'the same, and never fail for it' },
] as const;

export const COMMAND_NAMES = [...AUDITS, ...COMPARISONS]
  .map(({ name }) => name)
  .concat('message', 'verify', 'config', 'explain', 'rules', 'keygen', 'sign', 'receive');

/** What the parsed command line calls. */
export interface Actions {
  audit(command: AuditCommand, domains: string[], said: CommandLine): Promise<number>;
  message(
    files: string[],
    said: CommandLine & { options: MessageOptions },
    full: AuditCommand,
  ): Promise<number>;
  verify(domains: string[], options: VerifyOptions): Promise<number>;
  config(options: Pick<AuditCommandOptions, 'config'>): Promise<number>;
  explain(rule: string): Promise<number>;
  rules(options: { json: boolean }): Promise<number>;
  receive(options: ReceiveOptions): Promise<number>;
  keygen(domain: string, options: KeygenOptions): Promise<number>;
  sign(file: string, options: SignOptions): Promise<number>;
}

const EPILOGUE = `
A domain may be written in any script, or as an e-mail address, which stands
for its domain. @FILE (or a list file, one a line) and - (standard input) name
many.

Exit codes: 0 pass; 1 a finding at or above --fail-on; 2 usage or input error;
3 inconclusive: a lookup failed, nothing is called missing; 4 internal error;
130 or 143 interrupted.

Examples:
  mailcheck example.com                          audit a domain
  mailcheck spf example.com --json               one section, as JSON
  mailcheck spf example.com --ip 192.0.2.1       would mail from there pass?
  mailcheck dkim example.com --selector s1,s2    with your own selectors
  mailcheck example.com --zone new.zone          judge a change before it is
                                                 published
  mailcheck gate --zone zones/ --base git:main:zones/
                                                 fail for what it makes worse
  mailcheck @domains.txt --format ndjson         many domains, streamed
  mailcheck message mail.eml                     what a receiver makes of a
                                                 message

mailcheck COMMAND --help tells a command's options.`;

/** The command line. `exit` receives the code of whichever command ran. */
export function createProgram(actions: Actions, exit: (code: number) => void): Command {
  const program = new Command('mailcheck')
    .description(
      'Tells whether mail in a domain’s name can be forged, whether its mail arrives, and what to publish instead.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .configureHelp({ optionDescription })
    .showSuggestionAfterError(true)
    .exitOverride()
    .addHelpText('after', EPILOGUE);
  const options = auditOptions();
  for (const { name, sections, description } of AUDITS) {
    const command = program
      .command(name, { isDefault: name === 'full' })
      .description(description)
      .argument(
        '[domain...]',
        'domains or e-mail addresses, @FILE, -; by default those of the configuration',
      );
    const isFull = sections === FULL;
    for (const option of options) if (isFull || option.attributeName() !== 'smtp') command.addOption(option);
    const keyOption = KEY_OPTIONS[name];
    if (keyOption !== undefined) command.addOption(keyOption());
    command.action(async (domains: string[], options: AuditCommandOptions) => {
      const wanted = options.smtp ? SECTIONS : sections;
      exit(await actions.audit({ name, sections: wanted }, domains, saidIn(command, options)));
    });
  }
  for (const { name, description } of COMPARISONS) {
    const command = program
      .command(name)
      .description(description)
      .argument('[domain...]', 'domains; by default all that the records are about');
    for (const option of comparisonOptions()) command.addOption(option);
    command.action(async (domains: string[], options: AuditCommandOptions) =>
      exit(
        await actions.audit(
          { name, sections: FULL, compares: name },
          domains,
          saidIn(command, { ...NOT_COMPARED, ...options }),
        ),
      ),
    );
  }
  addOthers(program, actions, exit);
  return program;
}

/** Commands that audit no domain. */
function addOthers(program: Command, actions: Actions, exit: (code: number) => void): void {
  const message = program
    .command('message')
    .description('authenticate messages as a receiver would: DKIM, SPF, DMARC, ARC')
    .argument('<file...>', 'messages (.eml), mailboxes (mbox), - for standard input');
  for (const option of messageOptions()) message.addOption(option);
  message.action(async (files: string[], options: MessageOptions) => {
    const said = saidIn(message, { ...NOT_ASKED, ...options });
    exit(
      await actions.message(files, said as typeof said & { options: MessageOptions }, {
        name: 'full',
        sections: FULL,
      }),
    );
  });
  const verify = program
    .command('verify')
    .description('whether every name server of a domain serves the records by now, after publishing them')
    .argument('[domain...]', 'domains; by default all that the records are about');
  for (const option of verifyOptions()) verify.addOption(option);
  verify.action(async (domains: string[], options: VerifyOptions) =>
    exit(await actions.verify(domains, options)),
  );
  const print = program
    .command('config')
    .description('the configuration as it is understood, and where each value comes from')
    .addArgument(new Argument('<action>').choices(['print']))
    .action(async (_action: string, options: Pick<AuditCommandOptions, 'config'>) =>
      exit(await actions.config(options)),
    );
  for (const option of configOptions()) print.addOption(option);
  program
    .command('explain')
    .description('what a rule means, why it matters, how to put it right; what a profile asks for')
    .argument('<name>', 'for example spf/lookup-limit or google-bulk')
    .action(async (rule: string) => exit(await actions.explain(rule)));
  program
    .command('rules')
    .description('list every rule')
    .option('--json', 'as JSON', false)
    .action(async (options: { json: boolean }) => exit(await actions.rules(options)));
  addReceive(program, actions, exit);
  addKeyCommands(program, actions, exit);
}

function addReceive(program: Command, actions: Actions, exit: (code: number) => void): void {
  const receive = program
    .command('receive')
    .description(
      'a mail server that tells what a receiver would make of each message, and passes nothing on',
    );
  for (const option of receiveOptions()) receive.addOption(option);
  receive.action(async (options: ReceiveOptions) => exit(await actions.receive(options)));
}

function addKeyCommands(program: Command, actions: Actions, exit: (code: number) => void): void {
  const keygen = program
    .command('keygen')
    .description('a new DKIM key: the private half into a file, the public half as a record')
    .argument('<domain>', 'whose mail is to be signed');
  for (const option of keygenOptions()) keygen.addOption(option);
  keygen.action(async (domain: string, options: KeygenOptions) =>
    exit(await actions.keygen(domain, options)),
  );
  const sign = program
    .command('sign')
    .description('a message with its DKIM signature in front, nothing else of it changed')
    .argument('<file>', 'the message; - reads standard input');
  for (const option of signOptions()) sign.addOption(option);
  sign.action(async (file: string, options: SignOptions) => exit(await actions.sign(file, options)));
}

function saidIn(command: Command, options: AuditCommandOptions): CommandLine {
  return { options, isGiven: (option) => command.getOptionValueSource(option) === 'cli' };
}

/** What only one state can be asked about. */
const NOT_COMPARED = { whatIf: [], authoritative: false };

/** “(default: [])” and “(default: false)” tell nobody anything. */
function optionDescription(option: Option): string {
  const { defaultValue, description } = option;
  const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  return isNothing ? description : new Help().optionDescription(option);
}
