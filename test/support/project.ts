import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the checkout, from compiled tests too. */
export function projectFolder(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
  }
}

export function projectText(...parts: string[]): string {
  return readFileSync(path.join(projectFolder(), ...parts), 'utf8');
}
