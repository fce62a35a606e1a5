import { questions } from '../../core/question.js';
import type { Report, ResponseStep } from '../../core/report.js';
import { claimCause, findingGroups } from '../shared/findings.js';
import { firstSteps } from '../shared/first-steps.js';
import { count, headline, opening, refPlace, sentence, summaryRest } from '../shared/words.js';
import { fence, md, prose } from './escape.js';

/** Bullets of the summary (report.md). */
const bulletLimit = 10;
const marks = { good: '✔ shown', bad: '✘ refuted', unknown: '? not known' } as const;

/** At most ten bullets, the verdict first; then what to do first; then the nine claims as a table. */
export function summary(report: Report): string {
  const bullets = [
    `**${md(headline(report))}.** ${md(sentence(summaryRest(report)))}`,
    ...report.incidents.map(
      (one) => `Incident ${md(one.id)}: ${md(sentence(opening(one.title)))} ${evidenceOf(one.evidence)}`,
    ),
    ...findingGroups(report).map(
      ({ lead, severity, checks }) =>
        `${severity}: ${md(sentence(lead.what ?? lead.title))} ${md(checks.join(', '))} ${evidenceOf(lead.evidence)}`,
    ),
  ];
  const shown = bullets.length > bulletLimit ? bullets.slice(0, bulletLimit - 1) : bullets;
  if (shown.length < bullets.length)
    shown.push(`and ${count(bullets.length - shown.length, 'more finding')} in section 2`);
  const steps = firstSteps(report);
  const first = steps.length > 0 ? [`**Do these three things first, in this order**\n\n${responseSteps(steps)}`] : [];
  return [shown.map((text) => `- ${text.trimEnd()}`).join('\n'), ...first, claims(report)].join('\n\n');
}

/** Numbered steps with their commands, undo and the warning. */
export function responseSteps(steps: readonly ResponseStep[]): string {
  return steps
    .map((step, index) => {
      const parts = [`${index + 1}. ${prose(sentence(step.text))}`];
      if (step.whyNot) parts.push(`   Careful: ${prose(sentence(step.whyNot))}`);
      if (step.commands.length > 0) parts.push(fence(step.commands.join('\n'), 'sh', '   '));
      if (step.undo.length > 0) parts.push('   To undo:', fence(step.undo.join('\n'), 'sh', '   '));
      return parts.join('\n\n');
    })
    .join('\n\n');
}

/** The first piece of evidence, as a link into the bundle where it has a path there. */
export function evidenceOf(refs: Report['results'][number]['evidence']): string {
  const ref = refs[0];
  if (!ref) return '';
  const safe = ref.path && /^[\w./-]+$/.test(ref.path) && !ref.path.includes('..') ? ref.path : null;
  const line = ref.line === undefined ? '' : `:${ref.line}`;
  return safe ? `([${md(ref.artifact)}${line}](<${safe}>))` : `(${md(refPlace(ref))})`;
}

function claims(report: Report): string {
  const rows = report.questions.map(
    (answer) =>
      `| ${answer.id} | ${md(questions[answer.id].claim)} | ${marks[answer.answer]} | ${md(claimCause(answer, report))} |`,
  );
  return ['| | Claim | Answer | Because |', '|---|---|---|---|', ...rows].join('\n');
}
