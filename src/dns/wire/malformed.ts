import { StacklessError } from '../stackless-error.ts';

/** Thrown and caught inside the codec only: the octets do not follow the format. */
export class Malformed extends StacklessError {}
