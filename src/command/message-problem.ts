import { MessageProblem } from '../message/keys.ts';
import { UsageError } from './usage-error.ts';

/** What is wrong with a key or a message is for the user to put right; any other error stays what it is. */
export function asUsage(what: string, error: unknown): unknown {
  return error instanceof MessageProblem ? new UsageError(`${what}: ${error.message}`) : error;
}
