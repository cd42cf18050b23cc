// `npm ci` in a checkout builds the command; an installed package brings it, and has nothing to build with.
import { existsSync } from 'node:fs';
import path from 'node:path';

const modules = path.join(import.meta.dirname, '..', 'node_modules');
if (existsSync(path.join(modules, 'esbuild')) && existsSync(path.join(modules, 'typescript')))
  await import('./build.js');
