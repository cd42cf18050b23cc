/** What a client is told instead of 250. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Trouble with our disk is never the sender's: it is asked to come again (RFC 5321 §4.2.1, 4yz). */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return FULL.has(code)
    ? new Refusal(452, 'no space to keep the message, try again later')
    : new Refusal(451, 'the message could not be kept, try again later');
}
