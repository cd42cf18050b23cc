export type Paint = (text: string) => string;

/** Colour only underlines what a word says already: without it nothing is lost. */
export interface Palette {
  error: Paint;
  warning: Paint;
  notice: Paint;
  good: Paint;
  dim: Paint;
  bold: Paint;
}

const same: Paint = (text) => text;
export const PLAIN: Palette = { error: same, warning: same, notice: same, good: same, dim: same, bold: same };

/** Loaded only where it is wanted: a library for colours finds out about terminals as it is loaded. */
export async function palette(color: boolean): Promise<Palette> {
  return color ? (await import('./colours.ts')).COLOURS : PLAIN;
}
