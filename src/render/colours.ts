import { Chalk } from 'chalk';
import type { Palette } from './paint.ts';

const chalk = new Chalk({ level: 1 });

export const COLOURS: Palette = {
  error: chalk.red,
  warning: chalk.yellow,
  notice: chalk.cyan,
  good: chalk.green,
  dim: chalk.dim,
  bold: chalk.bold,
};
