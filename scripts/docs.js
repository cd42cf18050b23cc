// Writes docs/rules/ (a page a section), docs/profiles.md, docs/options.md and the generated parts of README.md from the code. Run it by `npm run docs`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.join(import.meta.dirname, '..');
const inRoot = (...parts) => path.join(root, ...parts);

execFileSync(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'inherit' });
const load = (file) => import(pathToFileURL(inRoot('build', file)));
const { rulePages, profilePage, optionsPage, currentReadme } = await load('src/command/documentation.js');
const { readmeExample } = await load('test/support/readme.js');

mkdirSync(inRoot('docs/rules'), { recursive: true });
for (const [file, text] of Object.entries(await rulePages())) writeFileSync(inRoot('docs/rules', file), text);
writeFileSync(inRoot('docs/profiles.md'), profilePage());
writeFileSync(inRoot('docs/options.md'), optionsPage());
const readme = readFileSync(inRoot('README.md'), 'utf8');
writeFileSync(inRoot('README.md'), currentReadme(readme, await readmeExample()));
