import type { Report } from '../../core/report.js';
import { type Result, resultKey } from '../../core/result.js';
import { actionParts } from '../shared/actions.js';
import { byDetail, compare, unanswered } from '../shared/findings.js';
import { count, sentence, subjectWords, utc } from '../shared/words.js';
import { code, fence, md, prose } from './escape.js';

/** The proposed changes, or NONE. */
export function diffs(report: Report): string {
  if (report.diffs.length === 0) return 'NONE';
  return report.diffs
    .map((one) => `${code(one.file)} (fixes ${md(one.fixes.join(', '))})\n\n${fence(one.patch, 'diff')}`)
    .join('\n\n');
}

/** The evidence lines that the findings rest on. */
export function logs(report: Report): string {
  if (report.logs.length === 0) return 'NONE';
  return report.logs
    .map(
      (one) =>
        `${md(one.artifact)} of ${md(subjectWords(one.subject))}${one.path ? `, ${code(one.path)}` : ''}\n\n${fence(one.lines.join('\n'), 'text')}`,
    )
    .join('\n\n');
}

const priorities = [
  [1, 'now'],
  [2, 'this week'],
  [3, 'when there is time'],
] as const;

/** What to do, by priority. */
export function recommendations(report: Report): string {
  return priorities
    .map(([priority, when]) => {
      const own = report.recommendations.filter((one) => one.priority === priority);
      const items = own.map((one) => {
        const fixes = one.fixes.length > 0 ? ` (${md(one.fixes.join(', '))})` : '';
        const commands = one.commands.length > 0 ? `\n\n${fence(one.commands.join('\n'), 'sh', '  ')}\n` : '';
        return `- ${prose(one.text)}${fixes}${commands}`;
      });
      return `### Priority ${priority} (${when})\n\n${items.length === 0 ? 'None.' : items.join('\n').trimEnd()}`;
    })
    .join('\n\n');
}

/** Each check's command, where it has to be run, and what it answered this time. */
export function verification(report: Report): string {
  const judged = report.results
    .filter((result) => result.verifyByHand !== '')
    .sort((a, b) => compare(resultKey(a), resultKey(b)));
  if (judged.length === 0) return 'NONE';
  const rows = judged.map(
    (one) =>
      `| ${md(one.check)} | ${code(one.verifyByHand)} | ${vantage(one)} | ${one.state}${one.what ? `: ${md(one.what)}` : ''} |`,
  );
  return ['| Check | Command | Run it | Result |', '|---|---|---|---|', ...rows].join('\n');
}

function vantage(result: Result): string {
  const place = result.subject.startsWith('external:') ? 'from outside' : 'on the host';
  return `${place} (${md(subjectWords(result.subject))})`;
}

/** What was not checked and why, what would settle it, and open questions carried over. */
export function questionsAndRisks(report: Report): string {
  const parts: string[] = [];
  for (const [required, head] of [
    [true, 'Not checked, and needed for an answer'],
    [false, 'Not seen, without effect on the verdict'],
  ] as const) {
    const items = unanswered(report, required).flatMap((group) => [
      `- ${group.words} (${group.results.length})`,
      ...byDetail(group.results).map((one) => `  - ${md(one.checks.join(', '))}: ${md(sentence(one.detail))}`),
    ]);
    if (items.length > 0) parts.push(`### ${head}\n\n${items.join('\n')}`);
  }
  const actions = report.verdict.toDecide.map(actionParts).map((action, index) => {
    const commands = action.commands.length > 0 ? `\n\n${fence(action.commands.join('\n'), 'sh', '   ')}\n` : '';
    return `${index + 1}. ${md(action.text)} (settles ${md(action.checks.join(', '))})${commands}`;
  });
  if (actions.length > 0) parts.push(`### What would settle it\n\n${actions.join('\n').trimEnd()}`);
  const settled = new Set(report.verdict.toDecide.map((action) => action.text));
  const rest = report.questionsAndRisks.filter((one) => !settled.has(one.q));
  const open = rest.map((one) => `- **${md(one.q)}** Risk: ${md(one.risk)}. ${md(one.recommendation)}`.trimEnd());
  if (open.length > 0) parts.push(`### Other questions\n\n${open.join('\n')}`);
  const carried = report.incidents.filter(
    (one) => one.open && one.firstSeen !== null && one.firstSeen < report.window.effectiveSince,
  );
  if (carried.length > 0)
    parts.push(
      `### Carried over\n\n${carried.map((one) => `- ${md(one.id)} is open since ${utc(one.firstSeen)}: ${md(sentence(one.title))}`).join('\n')}`,
    );
  return parts.length > 0
    ? parts.join('\n\n')
    : `Nothing is open: all of ${count(report.coverage.requiredTotal, 'required question')} were answered.`;
}
