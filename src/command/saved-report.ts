import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DomainResult } from '../report/schema/report.ts';
import type { Baseline } from '../report/suppress.ts';
import { cannotRead } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** A whole report: what is compared needs every part. */
export async function readSavedReport(file: string, cwd: string): Promise<DomainResult[]> {
  const content = await readJsonFile(file, cwd);
  const { report } = await import('../report/schema/report.ts');
  const read = report.safeParse(content);
  if (read.success) return read.data.results;
  const { savedReport } = await import('../report/schema/saved.ts');
  if (!savedReport.safeParse(content).success) throw noReport(file);
  throw new UsageError(`${file} is of another version of mailcheck: save it anew with this one`);
}

function noReport(file: string): UsageError {
  return new UsageError(`${file} is no report of mailcheck: save one with --json, or with -o json=FILE`);
}

async function readJsonFile(file: string, cwd: string): Promise<unknown> {
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch(cannotRead(file));
  return jsonOf(text);
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
  const { savedReport } = await import('../report/schema/saved.ts');
  const read = savedReport.safeParse(await readJsonFile(file, cwd));
  if (!read.success) throw noReport(file);
  const found = read.data.results.flatMap(({ domain, findings }) =>
    findings.map((finding) => [finding.fingerprint, { ...finding, domain }] as const),
  );
  return { file, findings: new Map(found) };
}
