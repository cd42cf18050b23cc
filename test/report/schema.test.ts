import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { audit } from '../../src/audit.ts';
import type { Report } from '../../src/report/schema/report.ts';
import { report, reportJsonSchema } from '../../src/report/schema/report.ts';
import { allRules } from '../../src/rules/index.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { projectText } from '../support/project.ts';

const validate = new Ajv2020({ strict: false }).compile(reportJsonSchema() as object);

function assertValid(document: unknown): void {
  assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 3)));
  report.parse(document);
}

describe('the JSON report', () => {
  it('fits its schema for every rule’s zones', async () => {
    const empty = {
      tool: { name: 'mailcheck', version: '1' },
      run: {
        command: 'full',
        servers: [],
        offline: true,
        startedAt: '',
        durationMs: 0,
        queries: 0,
        resolvers: [],
      },
    };
    const summary = {
      domains: 1,
      errors: 0,
      warnings: 0,
      notices: 0,
      suppressed: 0,
      inconclusive: 0,
      invalid: 0,
      causes: [],
      outcome: 'pass',
    };
    const zones = (await allRules()).flatMap(({ fails, passes }) => [fails, passes]);
    for (const zone of [';! TIMEOUT * *', ...zones]) {
      const result = await audit('example.com', fixtureResolver(zone));
      assertValid({ schemaVersion: '1.0', ...empty, results: [result], summary });
    }
  });

  const shop = ['shop.example', '--zone', 'examples/shop.example.zone', '--offline', '--json'];

  it('is what --json prints, for one domain and for many', async () => {
    for (const args of [
      ['full', ...shop],
      ['spf', ...shop],
      ['full', 'example.com', ...shop],
      ['mx', 'not a domain', ...shop],
    ]) {
      assertValid(JSON.parse((await mailcheck(args)).stdout));
    }
  });

  it('has the same shape for one domain and for many', async () => {
    const one = JSON.parse((await mailcheck(['full', ...shop])).stdout) as Report;
    const two = JSON.parse((await mailcheck(['full', 'other.example', ...shop])).stdout) as Report;
    assert.deepEqual(Object.keys(one), Object.keys(two));
    assert.deepEqual(one.results[0], two.results[1]);
  });

  it('differs between two runs in `run` alone', async () => {
    const runs = await Promise.all([mailcheck(['full', ...shop]), mailcheck(['full', ...shop])]);
    const [first, second] = runs.map(({ stdout }) => JSON.stringify({ ...JSON.parse(stdout), run: null }));
    assert.equal(first, second);
  });

  it('is one line a result in NDJSON, and a summary', async () => {
    const { stdout } = await mailcheck(['full', 'example.com', ...shop.slice(0, -1), '--format', 'ndjson']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ type }) => type),
      ['result', 'result', 'summary'],
    );
  });

  it('ships the schema that the code makes', () => {
    assert.deepEqual(
      JSON.parse(projectText('dist', 'report.schema.json')),
      JSON.parse(JSON.stringify(reportJsonSchema())),
    );
  });
});
