import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../support/project.ts';
import { bestTime } from './arbitraries.ts';
import { hostileTexts, parsers } from './hostile-texts.ts';

/** Only work that explodes fails; a slow machine does not: `npm run bench -- --only parsers` measures. Milliseconds. */
const LIMIT = 500;
/** What explodes does so at half of the most, too. */
const SIZE = 32_768;

/** What was meant is told of a record that has been read: both at once. */
for (const [name, parse] of parsers.filter(([one]) => one !== 'SPF')) {
  test(`${name}: 32 kB of anything does not explode`, () => {
    // Every third one: each beginning with a third of what follows it. The benchmark reads them all.
    let count = 0;
    for (const [what, text] of hostileTexts(SIZE)) {
      if (count++ % 9 >= 3) continue;
      const time = bestTime(() => parse(text), LIMIT);
      assert.ok(time <= LIMIT, `${what}: ${time.toFixed(0)} ms`);
    }
  });
}

const FOLDER = path.join(projectFolder(), 'src', 'records');
/** A literal where an expression may begin; comments hold none that look like it. */
const LITERAL =
  /(?<=[(=,:?![{]\s*|return |&& |\|\| |^\s*)\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)(?=[\s.,;)\]])/gm;

const expressions = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const source = readFileSync(path.join(FOLDER, file), 'utf8').replace(/^\s*(?:\/\*|\*|\/\/).*$/gm, '');
    return [...source.matchAll(LITERAL)].map(([literal, pattern = '', flags]) => ({
      literal: `${file}: ${literal}`,
      pattern,
      expression: new RegExp(pattern, flags),
    }));
  });

test('no regular expression has something optional between two runs of the same characters', () => {
  assert.ok(expressions.length > 150, `${expressions.length} found`);
  const wrong = expressions.filter(({ pattern }) =>
    /(\\.|\[[^\]]*\])[*+](?:\\.|\[[^\]]*\]|[^\\()[\]|])(?:[?*]|\{0,\d+\})\1[*+]/.test(pattern),
  );
  assert.deepEqual(
    wrong.map(({ literal }) => literal),
    [],
  );
});

const RUNS = [
  ' ',
  '\t',
  'a',
  'A',
  '0',
  '-',
  '=',
  ':',
  '.',
  ',',
  ';',
  '"',
  '/',
  '%',
  '\xff',
  'a.',
  '0.',
  'a ',
  '; ',
];

/** Quadratic work takes half a second for so much; what is not takes less than a millisecond. */
const LENGTH = 32_768;
const MOST_MS = 150;

test('no regular expression takes quadratic time, whatever its own words stand before', () => {
  for (const { literal, pattern, expression } of expressions) {
    const words = pattern.match(/[A-Za-z0-9:=@+/_-]{1,20}/g) ?? [];
    for (const head of new Set(['', words.join(''), ...words.slice(0, 6)])) {
      for (const run of RUNS) {
        const text = `${head}${run.repeat(LENGTH / run.length)}\x01`;
        const time = bestTime(() => text.search(expression));
        assert.ok(
          time < MOST_MS,
          `${literal} on ${JSON.stringify(head)}, ${JSON.stringify(run)}: ${time} ms`,
        );
      }
    }
  }
});
