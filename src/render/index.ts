import type { RendererFactory } from './renderer.ts';

export const FORMATS = ['table', 'text', 'json', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** Only the wanted format's module is loaded. */
export async function rendererFor(format: Format): Promise<RendererFactory> {
  switch (format) {
    case 'table':
      return (await import('./table.ts')).table;
    case 'text':
      return (await import('./text.ts')).text;
    case 'json':
      return (await import('./json.ts')).json;
    case 'ndjson':
      return (await import('./json.ts')).ndjson;
  }
}
