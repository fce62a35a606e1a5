import { writeFileSync } from 'node:fs';
import { type ChangedFinding, diffReports, type ReportDiff } from '../case/diff-reports.js';
import { existingCase } from '../case/open-case.js';
import { openCase } from '../case/read-case.js';
import { findReport, loadReport } from '../case/stored-reports.js';
import { CandorError } from '../core/errors.js';
import { findReporter } from '../reporters/index.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Options of `candor report`. */
export interface ReportOptions {
  readonly case?: string;
  readonly json?: boolean;
  readonly format: string;
  readonly output?: string;
  readonly diff?: boolean;
}

/** Prints a stored report in any format, or what changed between two. */
export function runReport(ids: readonly string[], options: ReportOptions, terminal: Terminal): void {
  const reporter = findReporter(options.json ? 'json' : options.format);
  const files = existingCase(options.case);
  const read = openCase(files);
  const load = (id: string | undefined) => loadReport(files, findReport(read, id));
  if (options.diff) {
    const [from, to] = ids;
    if (from === undefined || to === undefined)
      throw new CandorError('USAGE', '--diff needs two reports', {
        hint: 'candor report --diff A B; candor case list',
      });
    const diff = diffReports(load(from), load(to));
    write(
      options.json || options.format === 'json' ? `${JSON.stringify(diff, null, 2)}\n` : page(diff),
      options,
      terminal,
    );
    return;
  }
  if (ids.length > 1)
    throw new CandorError('USAGE', `one report at a time, ${ids.length} named`, { hint: 'add --diff to compare two' });
  const text = reporter.render(load(ids[0]), {
    colour: options.output === undefined && terminal.colour,
    width: terminal.width,
  });
  write(text, options, terminal);
}

function write(text: string, options: ReportOptions, terminal: Terminal): void {
  if (options.output === undefined || options.output === '-') terminal.stdout(text);
  else writeFileSync(options.output, text, { mode: 0o600 });
}

function page(diff: ReportDiff): string {
  const verdict = diff.verdictChanged
    ? `verdict ${diff.from.verdict} → ${diff.to.verdict}`
    : `verdict ${diff.to.verdict}, as before`;
  return [
    `${diff.from.id} → ${diff.to.id}`,
    verdict,
    '',
    ...section('new', diff.new),
    ...section('reopened', diff.reopened),
    ...section('fixed', diff.fixed),
    ...section('dismissed', diff.dismissed),
    ...section('not answered any more (stays open)', diff.unanswered),
    `still open: ${diff.stillOpen}`,
    '',
  ].join('\n');
}

function section(name: string, findings: readonly ChangedFinding[]): string[] {
  if (findings.length === 0) return [];
  const lines = findings.map((one) =>
    plainLine(`${one.severity.padEnd(8)} ${one.key}  ${one.what ?? one.title}`).slice(0, 240),
  );
  return [`${name}: ${findings.length}`, ...lines.map((line) => `  ${line}`), ''];
}
