// Writes the index of rules from the files that are there: adding a rule is adding a file.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const rules = path.join(import.meta.dirname, '..', 'src', 'rules');
const NOTE = '// Written by scripts/generate.js from the files of this folder.\n';
const identifier = (name) =>
  name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase()).replace(/^(\d)/, '_$1');

const sections = readdirSync(rules, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const written = [];
for (const section of sections) {
  const names = readdirSync(path.join(rules, section))
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts' && !file.startsWith('_'))
    .map((file) => file.slice(0, -3))
    .sort();
  const imports = names.map((name) => `import ${identifier(`${name}`)} from './${name}.ts';\n`).join('');
  const list = names.map((name) => `  ${identifier(name)},\n`).join('');
  const text = `${NOTE}import type { AnyRule } from '../rule.ts';\n${imports}\nexport const rules: readonly AnyRule[] = [\n${list}];\n`;
  writeFileSync(path.join(rules, section, 'index.ts'), text);
  written.push(section);
}

const imports = written
  .map((name) => `import { rules as ${identifier(name)} } from './${name}/index.ts';\n`)
  .join('');
const entries = written
  .map((name) => `  ${name.includes('-') ? `'${name}': ${identifier(name)}` : name},\n`)
  .join('');
writeFileSync(
  path.join(rules, 'sections.ts'),
  `${NOTE}import type { Section } from '../facts/index.ts';\n${imports}import type { AnyRule } from './rule.ts';\n\nexport type RuleSection = Section | 'dns' | 'domain';\n\nexport const sections: Partial<Record<RuleSection, readonly AnyRule[]>> = {\n${entries}};\n`,
);
