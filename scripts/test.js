// `npm test`: build, compile, lint, then every test; ends with the first step that fails.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const inRoot = (...parts) => path.join(root, ...parts);

function step(name, command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  process.stderr.write(`npm test: ${name} failed${error ? `: ${error.message}` : ''}\n`);
  process.exit(status ?? 1);
}

const node = (name, ...args) => step(name, process.execPath, args);

node('build', inRoot('scripts/build.js'));
rmSync(inRoot('build'), { recursive: true, force: true });
node('compile', inRoot('node_modules/typescript/bin/tsc'), '-p', root);
node('lint', inRoot('node_modules/@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', root);

// A process for each folder, '' being the files of none, and one for folders that run the same code: to load it and to warm
// up takes longer than most files. The longest begin first; the runner sorts by name.
const TOGETHER = [
  ['real'],
  ['faults'],
  ['zones', 'gate', 'rules', 'facts', 'golden', 'profiles', 'render', 'report', 'vectors', ''],
  ['receive'],
  ['message'],
  ['zone', 'records'],
];
const files = readdirSync(inRoot('build/test'), { recursive: true }).filter((file) =>
  file.endsWith('.test.js'),
);
const folderOf = (file) => (file.includes(path.sep) ? file.split(path.sep)[0] : '');
const others = [...new Set(files.map(folderOf))].filter((folder) => !TOGETHER.flat().includes(folder));
const tests = [...TOGETHER, ...others.map((folder) => [folder])].map((folders, rank) => {
  const own = folders.flatMap((folder) => files.filter((file) => folderOf(file) === folder).sort());
  const text = own.map((file) => `await import(${JSON.stringify(`./${file.split(path.sep).join('/')}`)});\n`);
  const file = inRoot('build/test', `${String(rank).padStart(2, '0')}-${folders[0]}.js`);
  writeFileSync(file, text.join(''));
  return file;
});
const reporter = ['--test-reporter', inRoot('scripts/reporter.js'), '--test-reporter-destination', 'stdout'];
const seed = ['--import', inRoot('build/test/support/seed.js')];
// Many tests wait for servers: three processes at a time, also where the runner would take one. A test that fails may leave a
// server running: then its process is ended, and the run goes on and fails.
const running = ['--test-concurrency=3', '--test-timeout=300000'];
// They make much that soon is garbage.
const memory = ['--max-semi-space-size=32'];
node('tests', ...memory, '--enable-source-maps', ...seed, '--test', ...running, ...reporter, ...tests);
