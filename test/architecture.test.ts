import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from './support/project.ts';

const src = path.join(projectFolder(), 'src');

/** Imports run one way: a room may use the rooms to its left. */
const ROOMS = [
  'dns',
  'records',
  'zone',
  'net',
  'facts',
  'rules',
  'profiles',
  'report',
  'audit',
  'gate',
  'message',
  'receive',
  'render',
  'command',
  'index',
];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function roomOf(file: string): number {
  const [first] = file.split(path.sep);
  const room = ROOMS.indexOf(first!.replace(/\.ts$/, ''));
  assert.notEqual(room, -1, `${file} stands in no room`);
  return room;
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(src, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) => target!);
  return found.map((target) => path.relative(src, path.resolve(src, path.dirname(file), target)));
}

describe('architecture', () => {
  for (const file of files) {
    it(`${file} imports only rooms to its left`, () => {
      for (const target of importsOf(file)) {
        assert.ok(roomOf(target) <= roomOf(file), `${file} imports ${target}`);
      }
    });
  }

  it('only the command reads the process and prints', () => {
    for (const file of files.filter((name) => !name.startsWith(`command${path.sep}`))) {
      const text = readFileSync(path.join(src, file), 'utf8');
      assert.doesNotMatch(text, /\bprocess\.(?:argv|env|stdout|stderr|stdin|exit)|console\./, file);
    }
  });

  it('files and functions stay small', () => {
    for (const file of files) {
      const lines = readFileSync(path.join(src, file), 'utf8').split('\n');
      assert.ok(lines.length <= 300, `${file} has ${lines.length} lines`);
      for (const { name, length } of functionsIn(lines))
        assert.ok(length <= 60, `${name} in ${file} has ${length} lines`);
    }
  });
});

/** Top-level functions, by their indentation. */
function functionsIn(lines: string[]): { name: string; length: number }[] {
  const found = [];
  for (const [start, line] of lines.entries()) {
    const name = /^(?:export )?(?:async )?function\*? ?\*?(\w+)/.exec(line)?.[1];
    if (name === undefined) continue;
    const end = lines.findIndex((other, index) => index > start && other === '}');
    found.push({ name, length: end - start + 1 });
  }
  return found;
}
