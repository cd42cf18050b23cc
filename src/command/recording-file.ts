import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Recording } from '../dns/index.ts';
import type { NetRecording } from '../net/index.ts';
import { cannotRead } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** All of a run's answers; recordings of before there was more than the DNS lack the others. */
export type RunRecording = Recording & Partial<NetRecording>;

const MOST_OCTETS = 256 * 1024 * 1024;

/** Reads a file of `--record`, checked: it may come from somebody else. */
export async function readRecording(file: string, cwd: string): Promise<RunRecording> {
  const unreadable = cannotRead(`--replay ${file}`);
  const { size } = await stat(path.resolve(cwd, file)).catch(unreadable);
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
  const other = z.looseObject({
    status: z.enum(['answered', 'untrusted', 'not-smtp', 'probed', 'failed', 'skipped']),
    source: z.strictObject({ server: z.string() }),
    tries: z.number(),
  });
  const recording = z.looseObject({
    mailcheckRecording: z.literal(1),
    now: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
    answers: z.array(answer),
    https: z.array(other.extend({ url: z.string() })).optional(),
    smtp: z
      .array(other.extend({ name: z.string(), address: z.string(), port: z.number(), probe: z.string() }))
      .optional(),
  });
  const checked = recording.safeParse(
    parsedJson(await readFile(path.resolve(cwd, file), 'utf8').catch(unreadable)),
  );
  if (!checked.success) throw new UsageError(`--replay ${file}: it is no recording made with --record`);
  return checked.data as unknown as RunRecording;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
