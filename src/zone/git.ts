import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type FileText, isBelow, MAX_OCTETS, OUTSIDE, TOO_LARGE, type Tree } from './tree.ts';

/**
 * Nothing that the repository or its configuration names is run: objects are read as they are stored (no filter, no
 * textconv, no diff), no hook and no monitor takes part, and what a partial clone lacks is not fetched.
 */
const SAFE = [
  '--no-pager',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never'].flatMap((one) => [
    '-c',
    one,
  ]),
];

type Git = (...words: string[]) => { out: string } | { problem: string };

/** A folder's repository at a revision, or why there is none. Paths are relative to the top of the repository. */
export function treeAt(cwd: string, revision: string): { tree: Tree; prefix: string } | { problem: string } {
  if (revision === '' || revision.startsWith('-') || /[\0-\x20:]/.test(revision))
    return { problem: `“${revision}” is no revision` };
  const git = gitIn(cwd);
  const prefix = git('rev-parse', '--show-prefix');
  if ('problem' in prefix) return prefix;
  const found = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if ('problem' in found)
    return { problem: found.problem === '' ? unknownRevision(git, revision) : found.problem };
  return { tree: treeOf(git, found.out.trim()), prefix: prefix.out.replace(/\n$/, '') };
}

/** What checks out for a pipeline mostly fetches one commit of one branch. */
function unknownRevision(git: Git, revision: string): string {
  const shallow = git('rev-parse', '--is-shallow-repository');
  const isShallow = 'out' in shallow && shallow.out.trim() === 'true';
  const hint = ' (this clone is shallow: fetch the revision first, or all with fetch-depth: 0)';
  return `git knows no revision “${revision}”${isShallow ? hint : ''}`;
}

function gitIn(cwd: string): Git {
  return (...words) => {
    try {
      const out = execFileSync('git', [...SAFE, ...words], {
        cwd,
        encoding: 'latin1',
        maxBuffer: MAX_OCTETS + 1,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
      });
      return { out };
    } catch (error) {
      return { problem: problemOf(error as NodeJS.ErrnoException & { stderr?: string }) };
    }
  };
}

function problemOf({ code, stderr = '' }: NodeJS.ErrnoException & { stderr?: string }): string {
  if (code === 'ENOENT') return 'git is not installed';
  if (code === 'ENOBUFS') return TOO_LARGE;
  if (/not a git repository/.test(stderr)) return 'this folder is in no git repository';
  return stderr.split('\n')[0]!.replace(/^(?:fatal|error): /, '');
}

interface Entry {
  mode: string;
  hash: string;
}

function treeOf(git: Git, commit: string): Tree {
  const entryOf = (file: string): Entry | undefined => {
    const listed = git('ls-tree', '-z', '--full-tree', commit, '--', file);
    const [, mode, hash] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec('out' in listed ? listed.out : '') ?? [];
    return mode === undefined ? undefined : { mode, hash: hash! };
  };
  const read = (file: string): FileText => {
    const entry = entryOf(normal(file));
    if (entry === undefined) return { problem: 'no such file in that revision' };
    if (!entry.mode.startsWith('100')) return { problem: 'not a regular file' };
    const content = git('cat-file', 'blob', entry.hash);
    return 'out' in content ? { text: content.out } : content;
  };
  return {
    read,
    list: (folder) => {
      const name = normal(folder);
      const hash = name === '.' ? commit : entryOf(name)?.hash;
      const listed =
        hash === undefined ? { problem: '' } : git('ls-tree', '-z', '--full-tree', '--name-only', hash);
      return 'out' in listed ? listed.out.split('\0').filter(Boolean).map(utf8).sort() : undefined;
    },
    readBelow: (folder, file) => (isBelow(normal(folder), normal(file)) ? read(file) : OUTSIDE),
  };
}

function normal(file: string): string {
  return path.posix.normalize(file).replace(/\/+$/, '') || '.';
}

function utf8(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
