import type { Incident, Report } from '../../core/report.js';
import { unique } from '../shared/findings.js';
import { firstSteps } from '../shared/first-steps.js';
import { causeSentence, hypothesisLine, whenAndHowOften } from '../shared/incident-words.js';
import { hypothesisWords, refPlace, sentence, subjectWords, utcSeconds } from '../shared/words.js';
import { code, md } from './escape.js';
import { responseSteps } from './summary.js';

/** Each incident: pattern, timeline, hypotheses matrix, cause, indicators, response. */
export function attackDetails(report: Report): string {
  if (report.incidents.length === 0) return 'None: no incident was found or is open.';
  const first = new Set(firstSteps(report));
  return report.incidents
    .map((incident) =>
      [
        `### ${md(incident.id)}: ${md(incident.title)}`,
        `**Pattern:** ${md(whenAndHowOften(incident))} Where: ${md(incident.subjects.map(subjectWords).join(', ') || 'not known')}${incident.hostPids.length > 0 ? `, process ids on the host ${incident.hostPids.join(', ')}` : ''}.`,
        stages(incident),
        matrix(incident),
        cause(incident),
        indicators(incident),
        ...steps(incident, first),
        ...(incident.wouldDisprove ? [`**What would disprove this:** ${md(sentence(incident.wouldDisprove))}`] : []),
      ].join('\n\n'),
    )
    .join('\n\n');
}

function stages(incident: Incident): string {
  if (incident.stages.length === 0) return '**Timeline:** no stage has a time.';
  const rows = incident.stages.map((stage) => {
    const ref = stage.evidence[0];
    return `| ${utcSeconds(stage.at)} | ${md(stage.technique)} | ${md(stage.name)} | ${ref ? `${md(refPlace(ref))} ${code(ref.excerpt ?? '')}`.trimEnd() : ''} |`;
  });
  return ['**Timeline (UTC)**', '', '| Time | Technique | Stage | Evidence |', '|---|---|---|---|', ...rows].join('\n');
}

const signs = { consistent: '+', inconsistent: '−', neutral: '·' } as const;

function matrix(incident: Incident): string {
  const { hypotheses } = incident;
  if (hypotheses.length === 0) return '**Hypotheses:** none weighed.';
  const refs = unique(hypotheses.flatMap((one) => one.evidence.map((bearing) => bearing.ref)));
  const rows = refs.map((ref) => {
    const cells = hypotheses.map((one) => {
      const bearing = one.evidence.find((item) => item.ref === ref)?.bearing ?? 'neutral';
      return signs[bearing];
    });
    return `| ${md(ref)} | ${cells.join(' | ')} |`;
  });
  const head = hypotheses.map((one) => `${hypothesisWords[one.id]}${one.stated ? ' (stands)' : ''}`);
  return [
    '**Hypotheses** (+ speaks for it, − speaks against it, · says nothing)',
    '',
    `| Evidence | ${head.join(' | ')} |`,
    `|---|${head.map(() => '---|').join('')}`,
    ...rows,
    '',
    ...hypotheses.map((one) => `- ${md(hypothesisLine(one))}`),
    ...(incident.wouldDecide ? [`- What would decide: ${md(sentence(incident.wouldDecide))}`] : []),
  ].join('\n');
}

function cause(incident: Incident): string {
  const lines = [`**Cause:** ${md(causeSentence(incident))}`, ''];
  for (const reason of incident.rootCause.because) lines.push(`- ${md(sentence(reason))}`);
  if (incident.secretsExposed.length > 0)
    lines.push('', `**Secrets to change:** ${incident.secretsExposed.map(code).join(', ')}`);
  return lines.join('\n').trimEnd();
}

function indicators(incident: Incident): string {
  if (incident.indicators.length === 0) return '**Indicators:** none.';
  const rows = incident.indicators.map((one) => `| ${one.type} | ${code(one.value)} | ${one.role} |`);
  return ['**Indicators**', '', '| Type | Value | Role |', '|---|---|---|', ...rows].join('\n');
}

function steps(incident: Incident, first: ReadonlySet<Incident['response'][number]>): string[] {
  const next = incident.response.filter((step) => !first.has(step));
  return next.length === 0
    ? []
    : [`**${first.size > 0 ? 'After the three first steps' : 'What to do'}**\n\n${responseSteps(next)}`];
}
