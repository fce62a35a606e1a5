import { questions } from '../../core/question.js';
import type { Answer, Report } from '../../core/report.js';
import { claimCause } from '../shared/findings.js';
import type { Page } from './page.js';

/** Marks of the three answers: shown, refuted, not known. */
export const answerMarks: Readonly<Record<Answer['answer'], string>> = { good: '✔', bad: '✘', unknown: '?' };

/** The nine claims with their marks; a cause where the answer is not good. */
export function printClaims(page: Page, report: Report): void {
  page.heading('NINE CLAIMS   ✔ shown   ✘ refuted   ? not known');
  const style = { good: page.paint.green, bad: page.paint.red, unknown: page.paint.yellow };
  for (const answer of report.questions) {
    page.line(`  ${style[answer.answer](`${answerMarks[answer.answer]} ${answer.id}`)} ${questions[answer.id].claim}`);
    if (answer.answer !== 'good') page.prose(claimCause(answer, report), '       ', '       ', page.paint.dim);
  }
}
