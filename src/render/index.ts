import { csv } from './csv.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json, ndjson } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { nagios } from './nagios.ts';
import type { RendererFactory } from './renderer.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';
import { text } from './text.ts';

const RENDERERS = {
  table,
  text,
  json,
  ndjson,
  markdown,
  github,
  gitlab,
  sarif,
  junit,
  csv,
  nagios,
} satisfies Record<string, RendererFactory>;

export type Format = keyof typeof RENDERERS;
export const FORMATS = Object.keys(RENDERERS) as Format[];

export function rendererFor(format: Format): RendererFactory {
  return RENDERERS[format];
}
