// Writes docs/rules/ (a page a section) and the table of rules in README.md from the rules themselves.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.join(import.meta.dirname, '..');
const { rulePages, readmeTable } = await import(pathToFileURL(path.join(root, 'build/src/command/rule-pages.js')));
mkdirSync(path.join(root, 'docs/rules'), { recursive: true });
for (const [file, text] of Object.entries(await rulePages())) writeFileSync(path.join(root, 'docs/rules', file), text);

const readme = path.join(root, 'README.md');
const table = await readmeTable();
writeFileSync(readme, readFileSync(readme, 'utf8').replace(/(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/, `$1${table}$2`));
