import { Ajv2020 } from 'ajv/dist/2020.js';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { reportJsonSchema } from '../../src/report/schema/report.ts';

const validate = new Ajv2020({ strict: false }).compile(reportJsonSchema() as object);

const REPORT = {
  schemaVersion: '1.0',
  tool: { name: 'mailcheck', version: '1' },
  run: {
    command: 'full',
    servers: [],
    offline: false,
    startedAt: '',
    durationMs: 0,
    queries: 0,
    resolvers: [],
  },
  summary: {
    domains: 1,
    errors: 0,
    warnings: 0,
    notices: 0,
    inconclusive: 0,
    invalid: 0,
    suppressed: 0,
    causes: [],
    outcome: 'pass',
  },
};

/** What does not fit the JSON schema of a report: nothing. */
export function misfits(...results: DomainResult[]): string[] {
  // As it is printed: a value that JSON does not have would vanish there.
  const document = JSON.parse(JSON.stringify({ ...REPORT, results }));
  return validate(document)
    ? []
    : [`the report does not fit its schema: ${JSON.stringify(validate.errors?.[0])}`];
}
