import { InvalidArgumentError, Option } from 'commander';
import { VERIFY_FORMATS, type VerifyFormat } from '../render/verify.ts';
import { auditOptions, collect, outputIn } from './option-values.ts';
import type { AuditCommandOptions } from './options.ts';

/** What the command line of `verify` says, checked. */
export interface VerifyOptions
  extends Pick<AuditCommandOptions, 'server' | 'ca' | 'zone' | 'json' | 'color'> {
  wait: number;
  interval: number;
  timeout: number;
  format: VerifyFormat;
  output: { format: VerifyFormat; path: string }[];
}

const SHARED = new Set(['server', 'ca', 'json', 'color']);
const DAY = 86_400;

/** `least`: 0 is “one look” of --wait, and no pause at all would be a flood. */
function seconds(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > DAY)
      throw new InvalidArgumentError(`Give seconds from ${least} to ${DAY}.`);
    return value;
  };
}

export function verifyOptions(): Option[] {
  return [
    ...auditOptions().filter((option) => SHARED.has(option.attributeName())),
    new Option(
      '--zone <source>',
      'the records that were published: [ORIGIN=][git:REV:]PATH of a zone file, OctoDNS, … (repeatable)',
    )
      .argParser(collect(String))
      .default([], ''),
    new Option('--wait <seconds>', 'ask again until all servers agree, for so long')
      .argParser(seconds(0))
      .default(0, '0, one look'),
    new Option('--interval <seconds>', 'between two looks').argParser(seconds(1)).default(10),
    new Option('--timeout <seconds>', 'for one look').argParser(seconds(1)).default(20),
    new Option('--format <format>', 'how to show the result').choices(VERIFY_FORMATS).default('table'),
    new Option('-o, --output <format=path>', 'also write a file, whole or not at all (repeatable)')
      .argParser(collect(outputIn(VERIFY_FORMATS)))
      .default([], ''),
  ];
}
