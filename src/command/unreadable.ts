const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

/** Why a file could not be read, as far as its code tells. */
export function whyUnreadable({ code = '' }: NodeJS.ErrnoException): string {
  return REASONS[code] ?? code;
}
