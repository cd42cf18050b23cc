/** What the user can put right: one line that says what is wrong and what would be right. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
