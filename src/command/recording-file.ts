import { readFile, stat } from 'node:fs/promises';
import type { Recording } from '../dns/index.ts';
import { UsageError } from './usage-error.ts';

const MOST_OCTETS = 256 * 1024 * 1024;

/** Reads a file of `--record`, checked: it may come from somebody else. */
export async function readRecording(file: string): Promise<Recording> {
  const { size } = await stat(file).catch(() => {
    throw new UsageError(`--replay ${file}: there is no such file`);
  });
  if (size > MOST_OCTETS) throw new UsageError(`--replay ${file}: it is too large`);
  const { z } = await import('zod');
  const answer = z.looseObject({
    name: z.string(),
    type: z.string(),
    status: z.enum(['present', 'absent', 'failed', 'skipped']),
    records: z.array(z.looseObject({})).optional(),
    ttl: z.number(),
    chain: z.array(z.strictObject({ from: z.string(), to: z.string(), kind: z.enum(['CNAME', 'DNAME']) })),
    tries: z.number(),
    anomalies: z.number(),
  });
  const recording = z.looseObject({
    mailcheckRecording: z.literal(1),
    now: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
    answers: z.array(answer),
  });
  const checked = recording.safeParse(parsedJson(await readFile(file, 'utf8')));
  if (!checked.success) throw new UsageError(`--replay ${file}: it is no recording made with --record`);
  return checked.data as unknown as Recording;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
