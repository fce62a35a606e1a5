import type { Report } from '../../core/report.js';
import { actionParts } from '../shared/actions.js';
import { byDetail, unanswered, unique } from '../shared/findings.js';
import { count, sentence } from '../shared/words.js';
import { clip } from '../shared/wrap.js';
import type { Page } from './page.js';

/** Details and actions shown; the files have them all. */
const limits = { details: 6, actions: 8, checks: 8 };

/** What was not checked and why, grouped by the reason, and the commands that would settle it. */
export function printUnanswered(page: Page, report: Report): void {
  const required = unanswered(report, true);
  const optional = unanswered(report, false);
  if (required.length + optional.length === 0) return;
  const total = required.reduce((sum, group) => sum + group.results.length, 0);
  page.heading(`NOT CHECKED   ${total} of ${report.coverage.requiredTotal} required questions have no answer`);
  for (const group of required) {
    page.line(`  ${group.words} (${group.results.length}):`);
    const details = byDetail(group.results);
    for (const { detail, checks } of details.slice(0, limits.details))
      page.prose(`${named(checks)}: ${sentence(clip(detail, 200))}`, '    - ', '      ');
    const rest = details.slice(limits.details).flatMap((one) => one.checks);
    if (rest.length > 0) page.prose(`and ${named(unique(rest))}`, '    - ', '      ');
  }
  if (optional.length > 0) {
    const parts = optional.map(
      (group) => `${named(unique(group.results.map((result) => result.check)))} (${group.words})`,
    );
    page.prose(`Also not seen, without effect on the verdict: ${parts.join('; ')}.`, '  ', '    ', page.paint.dim);
  }
  printActions(page, report);
}

function printActions(page: Page, report: Report): void {
  const actions = report.verdict.toDecide;
  if (actions.length === 0) return;
  page.heading(`TO SETTLE IT   ${count(actions.length, 'action')}, the one that settles most first`);
  for (const [index, action] of actions.slice(0, limits.actions).map(actionParts).entries()) {
    page.prose(`${action.text} (settles ${named(action.checks)})`, `  ${index + 1}. `, '     ');
    for (const command of action.commands) page.command(command, '     ');
  }
  const more = actions.length - limits.actions;
  if (more > 0) page.line(`  and ${count(more, 'smaller action')}: candor check --format markdown shows all`);
}

function named(checks: readonly string[]): string {
  const more = checks.length - limits.checks;
  return `${checks.slice(0, limits.checks).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
