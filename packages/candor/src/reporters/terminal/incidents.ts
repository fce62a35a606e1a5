import type { Incident, Report } from '../../core/report.js';
import { firstSteps } from '../shared/first-steps.js';
import { causeSentence, hypothesisLine, whenAndHowOften } from '../shared/incident-words.js';
import { opening, refPlace, sentence, subjectWords, utcSeconds } from '../shared/words.js';
import { clip } from '../shared/wrap.js';
import type { Page } from './page.js';
import { printStep } from './step.js';

/** Indicators shown of one incident; the files have them all. */
const indicatorLimit = 12;

/** Every incident: what happened when, what it means, how it got in, what to look for, what to do next. */
export function printIncidents(page: Page, report: Report): void {
  for (const incident of report.incidents) {
    page.heading(`INCIDENT ${incident.id}   ${incident.severity}, ${incident.open ? 'open' : 'closed'}`);
    page.prose(sentence(opening(incident.title)), '  ');
    page.prose(whenAndHowOften(incident), '  ');
    page.prose(whereItRan(incident), '  ');
    printStages(page, incident);
    printHypotheses(page, incident);
    printCause(page, incident);
    printIndicators(page, incident);
    printNextSteps(page, incident, report);
    if (incident.wouldDisprove)
      page.prose(`What would disprove this: ${sentence(incident.wouldDisprove)}`, '  ', '    ');
  }
}

function whereItRan(incident: Incident): string {
  const pids = incident.hostPids.length > 0 ? ` (process ids on the host: ${incident.hostPids.join(', ')})` : '';
  return `Where: ${incident.subjects.map(subjectWords).join(', ') || 'not known'}${pids}.`;
}

function printStages(page: Page, incident: Incident): void {
  if (incident.stages.length === 0) return;
  page.line('  What happened (UTC):');
  for (const stage of incident.stages) {
    page.prose(`${utcSeconds(stage.at)} ${stage.technique} ${stage.name}`, '    ', '      ');
    const ref = stage.evidence[0];
    if (ref)
      page.prose(
        `${refPlace(ref)}${ref.excerpt ? `: ${clip(ref.excerpt, 160)}` : ''}`,
        '      ',
        '        ',
        page.paint.dim,
      );
  }
}

function printHypotheses(page: Page, incident: Incident): void {
  if (incident.hypotheses.length === 0) return;
  page.line('  How it could be explained:');
  for (const hypothesis of incident.hypotheses) page.prose(hypothesisLine(hypothesis), '    ', '      ');
  if (incident.wouldDecide) page.prose(`What would decide: ${sentence(incident.wouldDecide)}`, '    ', '      ');
}

function printCause(page: Page, incident: Incident): void {
  page.prose(causeSentence(incident), '  ', '    ');
  for (const reason of incident.rootCause.because) page.prose(sentence(reason), '    - ', '      ', page.paint.dim);
  if (incident.secretsExposed.length > 0)
    page.prose(`Change these secrets, all of them were in reach: ${incident.secretsExposed.join(', ')}.`, '  ', '    ');
}

function printIndicators(page: Page, incident: Incident): void {
  if (incident.indicators.length === 0) return;
  page.prose('Look for these elsewhere (logs, other servers, backups):', '  ');
  for (const indicator of incident.indicators.slice(0, indicatorLimit))
    page.line(`    ${indicator.role.padEnd(14)} ${indicator.type.padEnd(7)} ${clip(indicator.value, 160)}`);
  const more = incident.indicators.length - indicatorLimit;
  if (more > 0) page.line(`    and ${more} more in the Markdown, HTML and JSON reports`);
}

function printNextSteps(page: Page, incident: Incident, report: Report): void {
  const first = new Set(firstSteps(report));
  const next = incident.response.filter((step) => !first.has(step));
  if (next.length === 0) return;
  page.line(first.size > 0 ? '  Then:' : '  What to do:');
  next.forEach((step, index) => {
    printStep(page, step, `    ${index + 1}. `);
  });
}
