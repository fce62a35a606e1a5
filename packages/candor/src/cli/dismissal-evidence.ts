import type { FoundFinding } from '../case/find-finding.js';
import { CandorError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { ask } from './ask.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Most lines of a finding's own evidence that are offered by number. */
const offered = 9;

/** The `--evidence` of the command line; where a person is asked, lines of the finding by number, or in the same form. */
export async function evidenceTexts(
  options: { readonly evidence: readonly string[]; readonly testimony: readonly string[] },
  finding: FoundFinding,
  terminal: Terminal,
): Promise<readonly string[]> {
  if (!terminal.interactive || options.evidence.length + options.testimony.length > 0) return options.evidence;
  const lines = finding.evidence
    .flatMap((ref) => (ref.excerpt ? [`${ref.artifact}@${ref.subject}: ${ref.excerpt}`] : []))
    .filter((line) => form.test(line))
    .slice(0, offered);
  terminal.stderr(lines.map((line, index) => `  ${index + 1}  ${plainLine(line).slice(0, 160)}\n`).join(''));
  const answer = await ask(
    undefined,
    {
      flag: '--evidence',
      question: `The line that shows it${lines.length > 0 ? ', by number' : ''}, or ARTEFACT@SUBJECT: EXCERPT`,
      fallback: '',
      objection: (text) =>
        text === '' || lines[Number(text) - 1] !== undefined || form.test(text)
          ? null
          : 'a number of the list, or ARTEFACT@SUBJECT: EXCERPT as a report shows it',
    },
    terminal,
  );
  return answer === '' ? [] : [lines[Number(answer) - 1] ?? answer];
}

const form = /^([a-z][a-z\d.-]{2,40})@((?:container|host|project|external)(?::[\w.-]{1,100})?):\s*(.{3,1000})$/s;

/** `docker.top@container:web-1: ffmpeg -i …`: an excerpt, with the report in which it stands. Throws USAGE for another form. */
export function evidenceOf(text: string, report: Report, reportId: string, rivalCannotExplain: string | null) {
  const match = form.exec(text);
  if (!match)
    throw new CandorError('USAGE', `"${plainLine(text).slice(0, 80)}" is no evidence`, {
      hint: 'ARTEFACT@SUBJECT: EXCERPT, as the report shows it; a person’s word goes to --testimony',
    });
  const [, artifact = '', subject = '', excerpt = ''] = match;
  return {
    kind: 'observed',
    artifact,
    subject,
    excerpt,
    foundIn: stands(report, artifact, subject, excerpt) ? reportId : null,
    rivalCannotExplain,
  };
}

function stands(report: Report, artifact: string, subject: string, excerpt: string): boolean {
  const cited = [
    ...report.results.flatMap((result) => result.evidence),
    ...report.incidents.flatMap((incident) => incident.evidence),
    ...report.rules.flatMap((trace) => trace.evidence),
  ].some((ref) => ref.artifact === artifact && ref.subject === subject && (ref.excerpt ?? '').includes(excerpt));
  return (
    cited ||
    report.logs.some(
      (log) => log.artifact === artifact && log.subject === subject && log.lines.some((line) => line.includes(excerpt)),
    )
  );
}
