import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** Where the machine code of a bundle is kept that V8 made of it when it was built. */
export function codeCacheOf(file: string): string {
  return `${file}.cache`;
}

export interface Bundle {
  exports: unknown;
  script: Script;
}

/**
 * Runs a bundle (CommonJS) with the code that V8 kept of it: reading a megabyte of source would be most of a start. V8
 * refuses code of another version of itself, and compiles then.
 */
export function loadBundle(file: string): Bundle {
  const cachedData = readIfThere(codeCacheOf(file));
  const script = new Script(
    `(function(exports,require,module,__filename){${readFileSync(file, 'latin1')}\n})`,
    {
      filename: file,
      ...(cachedData && { cachedData }),
    },
  );
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, path.resolve(file));
  return { exports: module.exports, script };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
