import type { SourcedRecord } from '../../src/dns/index.ts';
import { fixtureRecords } from '../support/fixture.ts';
import { projectText } from '../support/project.ts';
import { PUBLIC_KEYS } from '../zones/keys.ts';

/**
 * A change in a few lines, edits of the lines of `changes/base.zone`:
 * `+ LINE` adds, `- START` deletes the lines that begin so, `~ OLD => NEW` replaces in the one line that has it; with `=`
 * before it an edit is made on both sides, as what stands there already. `error RULE…` or `warning RULE…` is the level
 * at which the change must fail, and the rules of which one must say why; `open RULE…` are rules that it may leave
 * undecided, so that it does not pass; `missed RULE…` is what nobody sees yet; without any of these it must not fail.
 */
export interface Change {
  title: string;
  kind: Kind;
  level?: Level;
  rules: readonly string[];
  before: SourcedRecord[];
  after: SourcedRecord[];
}

type Level = 'error' | 'warning' | 'open' | 'missed';

export type Kind = 'harmless' | 'breaking' | 'old';

const GROUPS: readonly [file: string, kind: Kind][] = [
  ['harmless', 'harmless'],
  ['harmless-moves', 'harmless'],
  ['breaking-spf', 'breaking'],
  ['breaking-dkim', 'breaking'],
  ['breaking-dmarc', 'breaking'],
  ['breaking-mx', 'breaking'],
  ['breaking-zone', 'breaking'],
  ['breaking-by-hand', 'breaking'],
  ['breaking-by-vendors', 'breaking'],
  ['old-trouble', 'old'],
  ['old-trouble-moves', 'old'],
];

const textOf = (file: string): string => projectText(`test/gate/changes/${file}`);

export function corpus(): Change[] {
  const base = linesOf(textOf('base.zone'));
  return GROUPS.flatMap(([file, kind]) =>
    textOf(`${file}.txt`)
      .split(/^## /m)
      .slice(1)
      .map((entry) => changeOf(entry, kind, base)),
  );
}

/** The rest of the world, a closed one. */
export function worldRecords(): SourcedRecord[] {
  return recordsOf(linesOf(textOf('world.zone')));
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
}

function changeOf(entry: string, kind: Kind, base: readonly string[]): Change {
  const [title = '', ...lines] = linesOf(entry);
  const [, level, rules = ''] = /^(error|warning|open|missed) (.+)$/m.exec(lines.join('\n')) ?? [];
  const edits = lines.filter((line) => !/^(?:error|warning|open|missed) /.test(line));
  if (edits.length === 0 || (level === undefined) === (kind === 'breaking')) throw new Error(`how? ${title}`);
  const before = edits.filter((line) => line.startsWith('=')).reduce(edited, base);
  const after = edits.filter((line) => !line.startsWith('=')).reduce(edited, before);
  return {
    title,
    kind,
    ...(level && { level: level as Level }),
    rules: rules.split(' ').filter((rule) => rule !== ''),
    before: recordsOf(before),
    after: recordsOf(after),
  };
}

function edited(lines: readonly string[], edit: string): readonly string[] {
  const [, op, rest = ''] = /^=?([-+~]) (.*)$/.exec(edit) ?? [];
  if (op === '+') return [...lines, rest];
  const [old = '', now] = rest.split(' => ');
  const isMeant = (line: string): boolean => (op === '-' ? line.startsWith(rest) : line.includes(old));
  const meant = lines.filter(isMeant);
  if (op === undefined || meant.length === 0 || (op === '~' && (meant.length > 1 || now === undefined)))
    throw new Error(`${meant.length} lines for “${edit}”`);
  return op === '-'
    ? lines.filter((line) => !isMeant(line))
    : lines.map((line) => (isMeant(line) ? line.replace(old, () => now!) : line));
}

function recordsOf(lines: readonly string[]): SourcedRecord[] {
  return fixtureRecords(lines.map(withKey).join('\n'));
}

/** `TXT KEY1` is a record with that key; `TXT KEY1 t=s;` one with tags before it. */
function withKey(line: string): string {
  return line.replace(/TXT (KEY\d)(?: (.*))?$/, (_, name: keyof typeof PUBLIC_KEYS, tags?: string) => {
    const key = PUBLIC_KEYS[name];
    return `TXT "v=DKIM1; k=rsa; ${tags ? `${tags} ` : ''}p=${key.slice(0, 200)}" "${key.slice(200)}"`;
  });
}
