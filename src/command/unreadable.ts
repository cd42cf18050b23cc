import { getSystemErrorMap } from 'node:util';
import { UsageError } from './usage-error.ts';

type Reasons = Readonly<Record<string, string>>;

const EITHER: Reasons = {
  EISDIR: 'it is a folder',
  ENOTDIR: 'a folder of its path is a file',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

const READING: Reasons = {
  ...EITHER,
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

/** File systems without sockets say this in different ways. */
const NO_SOCKETS = 'its disk has no sockets, which lock a folder: choose one on another disk';

const WRITING: Reasons = {
  ...EITHER,
  ENOENT: 'there is no such folder',
  EEXIST: 'there is a file of that name',
  EACCES: 'nothing may be written there',
  EPERM: 'nothing may be written there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'the file would be too large',
  ...Object.fromEntries(
    ['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].map((code) => [`listen ${code}`, NO_SOCKETS]),
  ),
};

export function whyUnwritable(error: unknown): string {
  return reasonIn(WRITING, error);
}

/** What people have no words for here is told in the system's. */
export function reasonIn(reasons: Reasons, error: unknown): string {
  const { code = '', errno = 0, syscall, message } = error as NodeJS.ErrnoException;
  return reasons[`${syscall} ${code}`] ?? reasons[code] ?? getSystemErrorMap().get(errno)?.[1] ?? message;
}

/** For `catch`, of what is called `shown`. */
export function cannotRead(shown: string): (error: unknown) => never {
  return (error) => {
    throw new UsageError(`cannot read ${shown}: ${reasonIn(READING, error)}`);
  };
}

/** The octets of a stream, with such an error for what it ends by. */
export async function* readable(
  stream: AsyncIterable<Buffer | string>,
  shown: string,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  } catch (error) {
    cannotRead(shown)(error);
  }
}

export function cannotWrite(shown: string): (error: unknown) => never {
  return (error) => {
    throw new UsageError(`cannot write ${shown}: ${whyUnwritable(error)}`);
  };
}
