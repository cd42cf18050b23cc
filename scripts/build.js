// Builds what is run and published: dist/, without runtime dependencies.
//   main.js            the process: streams, signals, exit code
//   run.cjs            the command, with run.cjs.cache: the code that V8 made of it, so that a start need not compile it
//   lib/*.cjs          large packages that few commands use, loaded when they are
//   index.js, types/   the library
//   THIRD-PARTY-NOTICES.txt   the licences of the packages whose code is in it
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { noticesOf } from './notices.js';

const root = path.join(import.meta.dirname, '..');
const inRoot = (...parts) => path.join(root, ...parts);

await import('./generate.js');

const { build } = createRequire(inRoot('package.json'))('esbuild');
const { version } = createRequire(inRoot('package.json'))('./package.json');

/** Packages apart from the command's own code, by the file that holds them. */
const APART = {
  zod: /^zod$/,
  yaml: /^yaml$/,
  mailauth: /^mailauth\//,
  'smtp-server': /^smtp-server(?:\/|$)/,
  asn1: /^@peculiar\//,
};

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  // Its ES modules, the same code: of CommonJS a dynamic import gets no names.
  alias: { yaml: inRoot('node_modules/yaml/browser/dist/index.js') },
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  // Whole licences stand in THIRD-PARTY-NOTICES.txt.
  legalComments: 'none',
  metafile: true,
  define: { MAILCHECK_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};
const ESM = { ...COMMON, format: 'esm' };
const LIBRARY = {
  ...ESM,
  // Some dependencies are CommonJS and ask for built-in modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};
const CJS = {
  ...COMMON,
  format: 'cjs',
  // In one piece: what is imported at need is only run at need.
  supported: { 'dynamic-import': false },
  define: { ...COMMON.define, 'import.meta.url': '__fileUrl' },
  banner: { js: "const __fileUrl=require('node:url').pathToFileURL(__filename).href;" },
};

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

/** Modules of Node that a command over zone files needs nothing of, and that take longer to load than it runs. */
const LATE = ['child_process', 'crypto', 'dgram', 'dns', 'http', 'https', 'net', 'tls', 'zlib'];

/** They are loaded when something of them is first used. */
const late = {
  name: 'late',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:node:)?(?:${LATE.join('|')})$`) }, ({ path: name, namespace }) =>
      namespace === 'late'
        ? { path: name, external: true }
        : { path: `node:${name.replace('node:', '')}`, namespace: 'late' },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, async ({ path: name }) => ({
      contents: lateTable(name, Object.keys(createRequire(import.meta.url)(name))),
    }));
  },
};

const lateTable = (name, keys) =>
  `module.exports={${keys.map((key) => `get ${JSON.stringify(key)}(){return require(${JSON.stringify(name)})[${JSON.stringify(key)}]}`)}};`;

/** Leaves packages to their files, and notes which of their modules are used. */
function apart(used) {
  return {
    name: 'apart',
    setup({ onResolve, onLoad }) {
      for (const [file, filter] of Object.entries(APART)) {
        onResolve({ filter }, ({ path: name, importer }) => {
          if (importer.includes('node_modules')) return undefined;
          used[file] = (used[file] ?? new Set()).add(name);
          return { path: name, namespace: `apart-${file}` };
        });
        onLoad({ filter: /.*/, namespace: `apart-${file}` }, ({ path: name }) => ({
          contents: `module.exports = require('./lib/${file}.cjs')[${JSON.stringify(name)}];`,
        }));
      }
      onResolve({ filter: /^\.\/lib\// }, ({ path: name, namespace }) =>
        namespace.startsWith('apart-') ? { path: name, external: true } : undefined,
      );
    },
  };
}

const moduleTable = (names) =>
  `module.exports={${[...names].map((name) => `get ${JSON.stringify(name)}(){return require(${JSON.stringify(name)})}`)}};`;

// Beside the one that is there, which somebody may be running: npx builds a checkout when it first links it.
const out = inRoot(`build-${process.pid}`);
const inOut = (...parts) => path.join(out, ...parts);
rmSync(out, { recursive: true, force: true });
const used = {};
const metafiles = [];
const bundle = async (options) => metafiles.push((await build(options)).metafile);
await bundle({
  ...CJS,
  entryPoints: { run: inRoot('src/command/run.ts') },
  outdir: out,
  outExtension: { '.js': '.cjs' },
  plugins: [noChildProcess, late, apart(used)],
});
for (const [file, names] of Object.entries(used))
  await bundle({
    ...CJS,
    stdin: { contents: moduleTable(names), resolveDir: root },
    outfile: inOut('lib', `${file}.cjs`),
  });
await bundle({ ...ESM, entryPoints: { main: inRoot('src/command/main.ts') }, outdir: out });
await bundle({
  ...LIBRARY,
  entryPoints: { index: inRoot('src/index.ts'), schema: inRoot('src/report/schema/report.ts') },
  outdir: out,
  splitting: true,
});

const { reportJsonSchema } = await import(pathToFileURL(inOut('schema.js')));
writeFileSync(inOut('report.schema.json'), `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
writeFileSync(inOut('THIRD-PARTY-NOTICES.txt'), noticesOf(metafiles, root));
await keepCode(inOut('run.cjs'));

if (!process.argv.includes('--bundle-only')) {
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  const types = ['-p', inRoot('tsconfig.types.json'), '--outDir', inOut('types')];
  execFileSync(process.execPath, [tsc, ...types], { stdio: 'inherit', cwd: root });
}

const before = inRoot(`build-${process.pid}-before`);
if (existsSync(inRoot('dist'))) renameSync(inRoot('dist'), before);
renameSync(out, inRoot('dist'));
rmSync(before, { recursive: true, force: true });

/** Keeps what V8 makes of the bundle while it audits a domain: the functions that every start needs. */
async function keepCode(file) {
  const loader = await build({
    ...ESM,
    entryPoints: [inRoot('src/command/load.ts')],
    write: false,
  });
  const url = `data:text/javascript;base64,${Buffer.from(loader.outputFiles[0].contents).toString('base64')}`;
  const { loadBundle, codeCacheOf } = await import(url);
  const { exports, script } = loadBundle(file);
  const silent = { isTTY: false, columns: undefined, write: async () => true };
  const streams = {
    stdout: silent,
    stderr: silent,
    env: {},
    cwd: root,
    interrupted: new AbortController().signal,
  };
  const code = await exports.run(
    ['full', 'example.com', '--zone', 'examples/example.com.zone', '--offline', '--no-config'],
    streams,
  );
  if (code !== 0) throw new Error(`the built command ends with ${code} for a healthy domain`);
  writeFileSync(codeCacheOf(file), script.createCachedData());
}
