/** An error that is caught nearby and never shown: where it was thrown is not noted, which would cost most of it. */
export class StacklessError extends Error {
  constructor(message?: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}
