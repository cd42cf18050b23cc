import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { assertXml, csvRows, withoutXmllint, xpath } from '../support/format-readers.ts';
import { rendered } from '../support/rendered.ts';
import { runnerCommands } from '../support/runner.ts';

/** What a format escapes comes back from its reader as it was. */

let faulty: DomainResult;
before(async () => {
  faulty = await audit('example.com', fixtureResolver('_dmarc TXT "v=DMARC1; p=none"'), {
    sections: ['dmarc'],
  });
});

function withRecord(record: string): DomainResult {
  return { ...faulty, findings: [{ ...faulty.findings[0]!, record, changes: [] }] };
}

describe('escapes', () => {
  for (const text of ['%0A::error::x%0D%25', '100 % of a:b, c::d', '&lt; <a> "b" \'c\' ]]>', 'a,b;c "d"']) {
    it(`${text} in github`, () => {
      const [command] = runnerCommands(rendered('github', [withRecord(text)]));
      assert.equal(command!.data.split('\n')[1], text);
    });

    it(`${text} in csv`, () => {
      const [head, row] = csvRows(rendered('csv', [withRecord(text)]));
      assert.equal(row![head!.indexOf('record')], text);
    });

    it(`${text} in junit`, { skip: withoutXmllint }, () => {
      const document = rendered('junit', [withRecord(text)]);
      assertXml(document);
      const told = xpath(document, 'string(//failure)');
      assert.ok(told.split('\n').includes(text), told);
    });
  }

  it('github: a file’s name cannot end its property', () => {
    const [evidence] = faulty.findings[0]!.evidence;
    const source = { file: 'a,title=x::b%2C.zone', line: 3 };
    const findings = [{ ...faulty.findings[0]!, evidence: [{ ...evidence!, source }] }];
    const [command] = runnerCommands(rendered('github', [{ ...faulty, findings }]));
    assert.equal(command!.properties['file'], source.file);
    assert.equal(command!.properties['line'], '3');
  });

  for (const text of ['=1+1', '+1', '-1', '@SUM(1)', ' =1', '\uff1d1', 'a;=1', 'a; "=1', 'a;-1'])
    it(`csv: ${text} is no formula, with commas and with semicolons`, () => {
      const output = rendered('csv', [withRecord(text)]);
      for (const cell of [...csvRows(output), ...csvRows(output, ';')].flat())
        assert.doesNotMatch(cell, /^["\s]*[=+\-@\uff1d]/);
    });

  it('sarif: braces are doubled, and nothing is a link', () => {
    const [run] = JSON.parse(rendered('sarif', [withRecord('%{i} [x](https://x.example)')])).runs;
    assert.match(run.results[0].message.text, /^%\{\{i\}\} \[x\] \(https:\/\/x\.example\)$/m);
  });

  it('sarif: a path is a URI reference', () => {
    const [evidence] = faulty.findings[0]!.evidence;
    const uriOf = (file: string): string => {
      const findings = [{ ...faulty.findings[0]!, evidence: [{ ...evidence!, source: { file, line: 2 } }] }];
      const [run] = JSON.parse(rendered('sarif', [{ ...faulty, findings }])).runs;
      return run.results[0].locations[0].physicalLocation.artifactLocation.uri;
    };
    assert.equal(uriOf('zones/my zone#1.zone'), 'zones/my%20zone%231.zone');
    assert.equal(uriOf('/srv/a b.zone'), 'file:///srv/a%20b.zone');
  });
});
