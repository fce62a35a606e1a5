import type { Report } from '../../core/report.js';
import { type FindingGroup, findingGroups } from '../shared/findings.js';
import { count, refPlace, said, subjectWords } from '../shared/words.js';
import { clip } from '../shared/wrap.js';
import type { Page } from './page.js';

/** Findings that one screenful can hold (report.md). */
const findingLimit = 15;
const subjectLimit = 4;

/** At most fifteen findings, worst first, each with a line of evidence and a line of remedy. */
export function printFindings(page: Page, report: Report): void {
  const groups = findingGroups(report);
  if (groups.length === 0) return;
  const results = groups.reduce((sum, group) => sum + group.results.length, 0);
  page.heading(
    `WHAT IS WRONG   ${count(groups.length, 'finding')}${results > groups.length ? ` (${results} places)` : ''}, worst first`,
  );
  for (const group of groups.slice(0, findingLimit)) printGroup(page, group);
  const more = groups.length - findingLimit;
  if (more > 0) page.line(`  and ${count(more, 'milder finding')} more: candor check --format markdown shows all`);
}

function printGroup(page: Page, group: FindingGroup): void {
  const { lead } = group;
  const colour = group.severity === 'critical' || group.severity === 'high' ? page.paint.red : page.paint.yellow;
  const part = group.incidents.length > 0 ? ` [part of ${group.incidents.join(', ')}]` : '';
  page.prose(`${group.severity.toUpperCase()} ${group.checks.join(' ')}: ${lead.title}${part}`, '  ', '    ', colour);
  page.prose(whatAndWhere(group), '    ');
  const ref = lead.evidence[0];
  if (ref) {
    const excerpt = ref.excerpt ? `: ${ref.excerpt}` : '';
    page.line(page.paint.dim(clip(`    evidence  ${refPlace(ref)}${excerpt}`, page.width)));
  }
  page.prose(lead.remediation.text, '    remedy    ', '              ');
}

/** What is wrong with the first subject, and where else the same is so. */
function whatAndWhere(group: FindingGroup): string {
  const { lead } = group;
  const own = said(lead);
  const others = group.subjects.filter((subject) => subject !== lead.subject);
  if (others.length === 0) return own;
  const more = others.length > subjectLimit ? ` and ${others.length - subjectLimit} more` : '';
  return `${own} Also: ${others.slice(0, subjectLimit).map(subjectWords).join(', ')}${more}.`;
}
