import { display } from '../render/sink.ts';
import type { Streams } from './streams.ts';
import { VERSION } from './version.ts';

/** A bug of ours, in one line; with MAILCHECK_DEBUG set, whole. */
export async function reportInternal(
  error: unknown,
  { stderr, env }: Pick<Streams, 'stderr' | 'env'>,
): Promise<void> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = text.split('\n').map(display);
  await stderr.write(`mailcheck ${VERSION}: internal error, please report it: ${lines[0]}\n`);
  if (env['MAILCHECK_DEBUG']) await stderr.write(`${lines.join('\n')}\n`);
}
