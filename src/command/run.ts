import { NAGIOS_UNKNOWN, nagiosTrouble } from '../render/nagios.ts';
import { display } from '../render/sink.ts';
import { runAudit } from './audit-command.ts';
import { printConfig } from './config-print.ts';
import { EXIT } from './exit-codes.ts';
import { runExplain, runRules } from './explain.ts';
import { reportInternal } from './internal-error.ts';
import { CommanderError, createProgram } from './program.ts';
import type { Streams } from './streams.ts';
import { UsageError } from './usage-error.ts';
import { runVerify } from './verify.ts';

/**
 * The whole command as a function: arguments and streams in, exit code out. Nothing else reads arguments or
 * environment, prints, or decides the exit code.
 */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  let code: number = EXIT.pass;
  const said: Promise<unknown>[] = [];
  const program = createProgram(
    {
      audit: (command, domains, said) => runAudit(command, domains, said, streams),
      config: (options) => printConfig(options, streams),
      message: async (files, said, full) => {
        // Only this command needs what reads and verifies messages.
        const { runMessages } = await import('./message.ts');
        return runMessages(files, said, full, streams);
      },
      verify: (domains, options) => runVerify(domains, options, streams),
      explain: (rule) => runExplain(rule, streams),
      rules: (options) => runRules(options, streams),
      receive: async (options) => (await import('./receive.ts')).runReceive(options, streams),
      keygen: async (domain, options) => (await import('./keygen.ts')).runKeygen(domain, options, streams),
      sign: async (file, options) => (await import('./sign.ts')).runSign(file, options, streams),
    },
    (exitCode) => {
      code = exitCode;
    },
  );
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void said.push(streams.stdout.write(text)),
      writeErr: () => {},
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    await Promise.all(said);
    return code;
  } catch (error) {
    await Promise.all(said);
    const failure = await failureCode(error, streams);
    return failure !== EXIT.pass && asksForNagios(args) ? nagiosFailure(streams) : failure;
  }
}

/** Told from the arguments themselves: they may be what cannot be read. */
function asksForNagios(args: readonly string[]): boolean {
  return args.some(
    (arg, index) => arg === '--format=nagios' || (arg === 'nagios' && args[index - 1] === '--format'),
  );
}

/** 2 would be CRITICAL and wake somebody up: a check that could not be made is UNKNOWN. */
async function nagiosFailure({ stdout }: Streams): Promise<number> {
  await stdout.write(nagiosTrouble('the check could not be made; what is wrong stands on standard error'));
  return NAGIOS_UNKNOWN;
}

async function failureCode(error: unknown, streams: Streams): Promise<number> {
  const { stderr } = streams;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.pass;
    const text = error.message
      .replace(/^error: /, '')
      .split('\n')
      .map(display)
      .join(' ');
    await stderr.write(error.code === 'commander.help' ? HELP_HINT : `mailcheck: ${text}\n`);
    return EXIT.usage;
  }
  if (error instanceof UsageError) {
    await stderr.write(
      error.message
        .split('\n')
        .map((line) => `mailcheck: ${display(line)}\n`)
        .join(''),
    );
    return EXIT.usage;
  }
  await reportInternal(error, streams);
  return EXIT.internal;
}

const HELP_HINT = 'mailcheck: give a domain, as in “mailcheck example.com”; --help tells more\n';
