import { json, ndjson } from './json.ts';
import type { RendererFactory } from './renderer.ts';
import { table } from './table.ts';
import { text } from './text.ts';

const RENDERERS = { table, text, json, ndjson } satisfies Record<string, RendererFactory>;

export type Format = keyof typeof RENDERERS;
export const FORMATS = Object.keys(RENDERERS) as Format[];

export function rendererFor(format: Format): RendererFactory {
  return RENDERERS[format];
}
