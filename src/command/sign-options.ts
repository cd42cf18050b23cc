import { Option } from 'commander';
import { collect, selector, wholeNumber } from './option-values.ts';

export const CANONICALIZATIONS = [
  'relaxed/relaxed',
  'relaxed/simple',
  'simple/relaxed',
  'simple/simple',
] as const;

/** What the command line of `sign` says, checked. */
export interface SignOptions {
  key: string[];
  selector: string[];
  domain: string[];
  canonicalization: (typeof CANONICALIZATIONS)[number];
  headers?: string;
  expire?: number;
  output?: string;
}

export function signOptions(): Option[] {
  return [
    new Option('--key <file>', 'the private key (repeatable: a signature each)')
      .argParser(collect(String))
      .makeOptionMandatory(),
    new Option(
      '--selector <name>',
      'where the key is published, below _domainkey; one for each key, in their order',
    )
      .argParser(collect(selector))
      .makeOptionMandatory(),
    new Option('--domain <domain>', 'the domain that signs; one for each key, or one for all')
      .argParser(collect(String))
      .makeOptionMandatory(),
    new Option('--canonicalization <header/body>', 'what may change on the way; relaxed bears changed blanks')
      .choices(CANONICALIZATIONS)
      .default('relaxed/relaxed'),
    new Option(
      '--headers <names>',
      'the header fields to sign, as From:From:Subject; twice: no further one may be added (default: what readers see)',
    ),
    new Option('--expire <days>', 'after which the signature counts no more (default: never)').argParser(
      wholeNumber(1, 3650),
    ),
    new Option(
      '-o, --output <file>',
      'write the signed message there, whole or not at all (default: standard output)',
    ),
  ];
}
