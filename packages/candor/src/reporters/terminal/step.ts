import type { ResponseStep } from '../../core/report.js';
import { sentence } from '../shared/words.js';
import type { Page } from './page.js';

/** One step of a response: text, commands, undo, and the tempting wrong move. */
export function printStep(page: Page, step: ResponseStep, bullet: string): void {
  const indent = ' '.repeat(bullet.length);
  page.prose(sentence(step.text), bullet, indent);
  for (const command of step.commands) page.command(command, indent);
  for (const command of step.undo)
    page.line(page.paint.dim(`${indent}undo: ${command.split('\n').join(`\n${indent}      `)}`));
  if (step.whyNot) page.prose(`Careful: ${sentence(step.whyNot)}`, indent, indent, page.paint.yellow);
}
