import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { COMMENT_OCTETS, markdownWithin } from '../../src/render/markdown.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { assertSarif } from '../support/format-readers.ts';
import { endOf, rendered, threshold } from '../support/rendered.ts';
import { runnerCommands } from '../support/runner.ts';

/** What forges take at most: GitHub ten annotations of a type, 25,000 results, comments of 65,536 characters. */

const ZONE = '@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=none"\n@ MX 10 mx\nmx A 192.0.2.1';

let faulty: DomainResult;
let healthy: DomainResult;
before(async () => {
  faulty = await audit('example.com', fixtureResolver(ZONE), { sections: ['dmarc'] });
  const zone = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:a@example.com"\n@ MX 10 mx\nmx A 192.0.2.1';
  healthy = await audit('example.com', fixtureResolver(zone), { sections: ['dmarc'] });
});

const named = (result: DomainResult, domain: string): DomainResult => ({ ...result, domain });

/** A result with so many findings of one severity, told apart by number. */
function withFindings(count: number, severity: 'error' | 'warning' | 'notice'): DomainResult {
  const [finding] = faulty.findings;
  const numbered = Array.from({ length: count }, (_, at) => ({
    ...finding!,
    severity,
    message: `${severity} number ${at}`,
  }));
  return { ...faulty, findings: numbered };
}

describe('limits of the forges', () => {
  it('github: ten annotations of each type; the others are in the log, and said', () => {
    const output = rendered('github', [withFindings(12, 'notice'), withFindings(13, 'error')]);
    const commands = runnerCommands(output);
    const ofType = (type: string) => commands.filter(({ command }) => command === type);
    assert.deepEqual(
      [ofType('error').length, ofType('warning').length, ofType('notice').length],
      [10, 0, 10],
    );
    assert.match(ofType('error')[9]!.data, /error number 9\n.*and 3 more of this kind/s);
    assert.match(output, /^error {2}\S+ {2}.*error number 12$/m);
    assert.equal(commands[0]!.command, 'error');
  });

  it('github: at most 4,096 characters of one, in whole lines', () => {
    const [finding] = faulty.findings;
    const long = { ...faulty, findings: [{ ...finding!, question: 'x'.repeat(4000) }] };
    const [command] = runnerCommands(rendered('github', [long]));
    assert.ok(command!.data.length < 4096);
    assert.doesNotMatch(command!.data, /xxx/);
  });

  it('sarif: 25,000 results, the errors first, and a notification of how many are left out', () => {
    const text = rendered('sarif', [withFindings(25_000, 'notice'), withFindings(20, 'error')]);
    const [run] = JSON.parse(text).runs;
    assert.equal(run.results.length, 25_000);
    assert.equal(run.results[19].level, 'error');
    assert.equal(run.results[20].level, 'note');
    const [notification] = run.invocations[0].toolExecutionNotifications;
    assert.match(notification.message.text, /^20 more results/);
  });

  it('sarif: valid with findings, without, and with a domain that is none', () => {
    const invalid = { ...named(faulty, 'no domain'), verdict: 'invalid' as const, problem: 'it has a blank' };
    for (const results of [[faulty], [], [healthy], [invalid]]) assertSarif(rendered('sarif', results));
  });

  it('markdown: what fits a comment, the worst domains first, none cut', () => {
    const many = Array.from({ length: 1000 }, (_, at) => named(healthy, `ok${at}.example`));
    const warned: DomainResult = { ...named(withFindings(1, 'warning'), 'warned.example'), verdict: 'pass' };
    const text = rendered('markdown', [...many, warned, named(faulty, 'bad.example')]);
    assert.ok(Buffer.byteLength(text) <= COMMENT_OCTETS);
    assert.equal(text.split('<details>').length, text.split('</details>').length);
    assert.match(text, /and \d+ domains more that did not fit/);
    assert.match(
      text,
      /^### FAIL `bad\.example`.*?\n### PASS `warned\.example`.*?\n### PASS `ok0\.example`/s,
    );
  });

  it('markdown: a domain of very many findings is told in part', () => {
    const text = rendered('markdown', [withFindings(5000, 'error')]);
    assert.ok(Buffer.byteLength(text) <= COMMENT_OCTETS);
    assert.match(text, /\| \| and \d+ more \| \|/);
  });

  it('markdown: no room is no text beyond the limit', () => {
    const renderer = markdownWithin(0, threshold);
    renderer.result(faulty);
    assert.match(renderer.end(endOf([faulty])), /^\*\*and 1 domain more/);
  });
});
