import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { projectFolder, projectText } from './support/project.ts';

type Outputs = { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> };

const { noticesOf } = (await import(
  pathToFileURL(path.join(projectFolder(), 'scripts', 'notices.js')).href
)) as { noticesOf(metafiles: readonly Outputs[], root: string): string };

const titles = (notices: string): string[] =>
  [...notices.matchAll(/^={80}\n(.*)\n$/gm)].map(([, title]) => title!);

describe('the licences in dist/', () => {
  it('are those of every package whose code a whole bundle holds, and its files are published', async () => {
    const { metafile } = await build({
      absWorkingDir: projectFolder(),
      entryPoints: ['src/command/run.ts', 'src/index.ts'],
      outdir: 'unwritten',
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      write: false,
      metafile: true,
      logLevel: 'error',
    });
    const notices = projectText('dist', 'THIRD-PARTY-NOTICES.txt');
    const named = new Set(titles(notices).map((title) => title.split(' ')[0]!));
    assert.deepEqual(
      [...packagesIn(metafile)].filter((name) => !named.has(name)),
      [],
    );
    for (const name of ['zod', 'mailauth', 'commander', '@nodable/entities'])
      assert.ok(named.has(name), name);
    assert.match(notices, /Public Suffix List/);
    assert.ok((JSON.parse(projectText('package.json')) as { files: string[] }).files.includes('dist'));
  });

  const root = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-notices-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  const install = (folder: string, manifest: object, licence?: [file: string, text: string]): string => {
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
    if (licence) writeFileSync(path.join(root, folder, licence[0]), licence[1]);
    return `${folder}/index.js`;
  };
  const metafileOf = (...files: string[]): Outputs => ({
    outputs: {
      'out.js': {
        inputs: Object.fromEntries([...files, 'src/own.ts'].map((file) => [file, { bytesInOutput: 1 }])),
      },
    },
  });
  const one = install('node_modules/one', { name: 'one', license: 'ISC' }, [
    'LICENSE.md',
    'One’s\r\nterms \r\n',
  ]);
  const inner = install(
    'node_modules/one/node_modules/@a/b',
    { name: '@a/b', license: 'MIT', version: '2.0.0' },
    ['licence', 'b’s terms'],
  );

  it('stand by name, also of packages within others, the same whatever comes first', () => {
    const notices = noticesOf([metafileOf(one), metafileOf(inner, one)], root);
    assert.deepEqual(titles(notices), ['@a/b 2.0.0 (MIT)', 'one 1.0.0 (ISC)']);
    assert.match(notices, /\nb’s terms\n.*\nOne’s\nterms\n$/s);
    assert.equal(noticesOf([metafileOf(inner), metafileOf(one)], root), notices);
  });

  it('are not asked of what was left out', () => {
    const left = { outputs: { 'out.js': { inputs: { [one]: { bytesInOutput: 0 } } } } };
    assert.deepEqual(titles(noticesOf([left], root)), []);
  });

  it('are MIT’s with the author’s name where a package brings no file', () => {
    const named = install('node_modules/named', { name: 'named', license: 'MIT', author: 'A. Writer' });
    assert.match(noticesOf([metafileOf(named)], root), /Copyright \(c\) A\. Writer\n\nPermission is hereby/);
  });

  it('must be known: a build without one fails', () => {
    const other = install('node_modules/other', {
      name: 'other',
      license: 'Apache-2.0',
      author: 'A. Writer',
    });
    const nobody = install('node_modules/nobody', { name: 'nobody', license: 'MIT' });
    assert.throws(() => noticesOf([metafileOf(other)], root), /other 1\.0\.0 is bundled/);
    assert.throws(() => noticesOf([metafileOf(nobody)], root), /nobody 1\.0\.0 is bundled/);
  });
});

function packagesIn({ outputs }: Metafile): Set<string> {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return new Set(files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
}
