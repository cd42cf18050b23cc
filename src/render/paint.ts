import { Chalk } from 'chalk';

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

export function palette(color: boolean): Palette {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    error: chalk.red,
    warning: chalk.yellow,
    notice: chalk.cyan,
    good: chalk.green,
    dim: chalk.dim,
    bold: chalk.bold,
  };
}
