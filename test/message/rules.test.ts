import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { messageRules } from '../../src/message/rules/index.ts';
import { misfits } from '../faults/report-shape.ts';
import { mailcheck } from '../support/command.ts';
import { judgedFixture } from '../support/message.ts';
import { projectFolder } from '../support/project.ts';

const NO_RULES = ['index.ts', 'message-rule.ts', 'about-signature.ts', 'spf-words.ts', 'what-failed.ts'];

describe('rules on messages', () => {
  it('every file is listed under its name', () => {
    const folder = path.join(projectFolder(), 'src', 'message', 'rules');
    const files = readdirSync(folder).filter((file) => !NO_RULES.includes(file));
    const listed = messageRules.map(({ id }) => `${id.slice('message/'.length)}.ts`);
    assert.deepEqual(listed.toSorted(), files.toSorted());
  });

  for (const { id, fails, passes, severity, title, why, fix } of messageRules) {
    it(`${id} fires on its failing message`, async () => {
      const result = await judgedFixture(fails);
      const own = result.findings.filter(({ rule }) => rule === id);
      assert.notEqual(own.length, 0, `found only: ${result.findings.map(({ rule }) => rule).join(', ')}`);
      assert.ok(own.some((finding) => finding.severity === severity));
      assert.deepEqual(misfits(result), []);
    });

    it(`${id} is silent on its passing message, and so is every other error and warning`, async () => {
      const result = await judgedFixture(passes);
      const wrong = result.findings.filter((finding) => finding.rule === id || finding.severity !== 'notice');
      assert.deepEqual(
        wrong.map(({ rule, message }) => `${rule}: ${message}`),
        [],
      );
      assert.deepEqual(result.inconclusive, []);
      assert.equal(result.verdict, 'pass');
    });

    it(`${id} says nothing is missing where no lookup is answered`, async () => {
      const result = await judgedFixture(fails.replace('\n--- from', '\n;! TIMEOUT * *\n\n--- from'));
      const claims = result.findings.filter(({ rule }) => RESTS_ON_DNS.test(rule));
      assert.deepEqual(claims, []);
      assert.deepEqual(misfits(result), []);
    });

    it(`${id} can be left out`, async () => {
      const { findings } = await judgedFixture(fails, { ignore: [id] });
      assert.deepEqual(
        findings.filter(({ rule }) => rule === id),
        [],
      );
    });

    it(`${id} says what, why and what to do`, async () => {
      assert.doesNotMatch(title, /\.$/);
      for (const text of [why, fix]) assert.match(text, /^[A-Z“].*\.$/s);
      const { stdout } = await mailcheck(['explain', id]);
      assert.match(stdout, /It fires on this message/);
    });
  }
});

/** What only an answer of the DNS can prove. */
const RESTS_ON_DNS = /message\/(?:dmarc-fail|dkim-key-|dkim-testing|spf-(?!unaligned)|spf-unaligned)/;
