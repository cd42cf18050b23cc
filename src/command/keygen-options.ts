import { Option } from 'commander';
import { LEAST_BITS, MOST_BITS } from '../message/keys.ts';
import { selector, wholeNumber } from './option-values.ts';

/** What the command line of `keygen` says, checked. */
export interface KeygenOptions {
  selector: string;
  type: 'rsa' | 'ed25519';
  bits?: number;
  out?: string;
  verbose: boolean;
  json: boolean;
}

export function keygenOptions(): Option[] {
  return [
    new Option('--selector <name>', 'the name of the key below _domainkey; for each new key a new one')
      .argParser(selector)
      .makeOptionMandatory(),
    new Option('--type <type>', 'the kind of key; every receiver reads rsa')
      .choices(['rsa', 'ed25519'])
      .default('rsa'),
    new Option(
      '--bits <n>',
      `length of an RSA key, ${LEAST_BITS} to ${MOST_BITS} (default: ${LEAST_BITS})`,
    ).argParser(wholeNumber(LEAST_BITS, MOST_BITS)),
    new Option('--out <file>', 'where the private key goes (default: SELECTOR.DOMAIN.private.pem)'),
    new Option('-v, --verbose', 'also the value for a web form, and what to do next').default(false, ''),
    new Option('--json', 'as JSON').default(false, ''),
  ];
}
