import type { Output } from './streams.ts';
import { openWhole } from './whole-file.ts';

/** Until nobody reads any more. */
export async function writeOut(chunks: AsyncIterable<Uint8Array>, stdout: Output): Promise<void> {
  for await (const chunk of chunks) if (!(await stdout.write(chunk))) return;
}

/** The whole file, or the one that was there before. */
export async function writeWhole(chunks: AsyncIterable<Uint8Array>, file: string): Promise<void> {
  const target = await openWhole(file);
  try {
    for await (const chunk of chunks) await target.write(chunk);
    await target.end();
  } catch (error) {
    await target.abandon();
    throw error;
  }
}
