// Builds what is run and published: dist/, a bundle without runtime dependencies, split so that a command loads only its part.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.join(import.meta.dirname, '..');
const inRoot = (...parts) => path.join(root, ...parts);

await import('./generate.js');

const { build } = createRequire(inRoot('package.json'))('esbuild');
const { version } = createRequire(inRoot('package.json'))('./package.json');

// commander would load it at every start, for subcommands that are programs of their own: there are none here.
const noChildProcess = {
  name: 'no-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'empty' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
  },
};

rmSync(inRoot('dist'), { recursive: true, force: true });
const bundle = (entryPoints) =>
  build({
    entryPoints,
    outdir: inRoot('dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    // Its ES modules, the same code: of CommonJS a dynamic import gets no names.
    alias: { yaml: inRoot('node_modules/yaml/browser/dist/index.js') },
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    define: { MAILCHECK_VERSION: JSON.stringify(version) },
    // Some dependencies are CommonJS and ask for built-in modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [noChildProcess],
    logLevel: 'warning',
  });
// A file more costs more start-up time than the code in it, so only what is large and rarely needed is split off.
// Apart from each other: what command and library shared would be cut into many small files, and each costs time at start.
await bundle({ main: inRoot('src/command/main.ts') });
await bundle({ index: inRoot('src/index.ts'), schema: inRoot('src/report/schema/report.ts') });

const { reportJsonSchema } = await import(pathToFileURL(inRoot('dist/schema.js')));
writeFileSync(inRoot('dist/report.schema.json'), `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);

if (!process.argv.includes('--bundle-only')) {
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  const types = ['-p', inRoot('tsconfig.types.json')];
  execFileSync(process.execPath, [tsc, ...types], { stdio: 'inherit', cwd: root });
}
