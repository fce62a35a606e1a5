import { wrap } from '../shared/wrap.js';
import { type Paint, paintFor } from './paint.js';

/** Lines under way, with the width and the colours they are written for. */
export interface Page {
  readonly paint: Paint;
  readonly width: number;
  /** Prose, wrapped; `style` is applied after wrapping. */
  readonly prose: (text: string, first?: string, rest?: string, style?: (text: string) => string) => void;
  /** One line as it is: commands stay whole, so that they can be copied. */
  readonly line: (text?: string) => void;
  /** A command of one or more lines after `indent`. */
  readonly command: (command: string, indent: string) => void;
  /** A heading with an empty line before it. */
  readonly heading: (text: string) => void;
  readonly text: () => string;
}

/** Narrowest and widest lines that are pleasant to read. */
const widthLimits = { least: 40, most: 110 };

/** An empty page. */
export function newPage(options: { colour: boolean; width: number }): Page {
  const paint = paintFor(options.colour);
  const width = Math.min(widthLimits.most, Math.max(widthLimits.least, options.width));
  const lines: string[] = [];
  return {
    paint,
    width,
    prose: (text, first = '', rest = first, style = (one) => one) =>
      void lines.push(...wrap(text, width, first, rest).map(style)),
    line: (text = '') => void lines.push(text),
    command: (command, indent) =>
      command.split('\n').forEach((part, index) => {
        lines.push(paint.bold(`${indent}${index === 0 ? '$ ' : '  '}${part}`));
      }),
    heading: (text) => void lines.push('', paint.bold(text)),
    text: () => `${lines.join('\n')}\n`,
  };
}
