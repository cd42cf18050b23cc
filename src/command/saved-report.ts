import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DomainResult } from '../report/schema/report.ts';
import type { Baseline } from '../report/suppress.ts';
import { UsageError } from './usage-error.ts';

/** The results of a report that an earlier run saved with `--json`. */
export async function readSavedReport(file: string, cwd: string): Promise<DomainResult[]> {
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}: cannot be read: ${error.code}`);
  });
  const { savedReport } = await import('../report/schema/saved.ts');
  const read = savedReport.safeParse(jsonOf(text));
  if (!read.success)
    throw new UsageError(`${file} is no report of mailcheck: save one with --json, or with -o json=FILE`);
  return read.data.results as unknown as DomainResult[];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** `--baseline`: what is there already. */
export async function readBaseline(file: string | undefined, cwd: string): Promise<Baseline | undefined> {
  if (file === undefined) return undefined;
  const results = await readSavedReport(file, cwd);
  const found = results.flatMap(({ domain, findings }) =>
    findings.map((finding) => [finding.fingerprint, { ...finding, domain }] as const),
  );
  return { file, findings: new Map(found) };
}
