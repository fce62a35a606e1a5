import { writeFileSync } from 'node:fs';
import { loadAdvisoryTable } from '../advisories/load-table.js';
import { CandorError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { evaluate } from '../evaluate.js';
import { findReporter } from '../reporters/index.js';
import { acquire } from './acquire.js';
import type { CheckOptions, FailLevel } from './check-options.js';
import { cacheFolder } from './folders.js';
import { judgeWithCase } from './judge-with-case.js';
import { loadPolicy } from './load-policy.js';
import type { Terminal } from './terminal.js';

/** Acquires evidence, judges it, writes the asked-for renderings; returns the exit code. */
export async function runCheckCommand(options: CheckOptions, terminal: Terminal): Promise<number> {
  const outputs = plannedOutputs(options);
  const policy = loadPolicy(options.config);
  const bundle = await acquire(options, policy, terminal);
  const since = options.from ? null : new Date(bundle.header.capturedAt.getTime() - options.since);
  const advisories = loadAdvisoryTable(bundle.header.capturedAt, options.from ? null : cacheFolder(terminal));
  const report = judgeWithCase(bundle, options, terminal, (judged, history) =>
    evaluate(judged, { policy, advisories, since, ...history }),
  );
  for (const output of outputs) {
    const text = findReporter(output.format).render(report, {
      colour: output.file === null && terminal.colour,
      width: terminal.width,
    });
    if (output.file === null || output.file === '-') terminal.stdout(text);
    else writeFileSync(output.file, text, { mode: 0o600 });
  }
  return options.failOn ? below(report, options.failOn) : report.verdict.exitCode;
}

interface Output {
  readonly format: string;
  readonly file: string | null;
}

function plannedOutputs(options: CheckOptions): Output[] {
  if (options.json) return [{ format: 'json', file: options.output[0] ?? null }];
  if (options.format.length === 0)
    return [{ format: options.quiet ? 'line' : 'terminal', file: options.output[0] ?? null }];
  if (options.format.length > 1 && options.output.length !== options.format.length) {
    throw new CandorError(
      'USAGE',
      `${options.format.length} formats need as many -o files; ${options.output.length} given`,
      { hint: 'for example --format markdown -o report.md --format html -o report.html' },
    );
  }
  for (const format of options.format) findReporter(format);
  return options.format.map((format, index) => ({ format, file: options.output[index] ?? null }));
}

const floor: Readonly<Record<Exclude<FailLevel, 'new'>, number>> = {
  inconclusive: 1,
  risk: 2,
  attack: 3,
  compromised: 4,
};

function accepted(report: Report, result: Report['results'][number]): boolean {
  return report.dismissals.some(
    (one) => one.kind === 'acceptance' && one.state === 'valid' && one.fingerprint === result.fingerprint,
  );
}

function below(report: Report, level: FailLevel): number {
  if (level === 'new')
    return report.results.some(
      (result) => result.state === 'fail' && result.status !== 'open' && !accepted(report, result),
    )
      ? report.verdict.exitCode
      : 0;
  return report.verdict.exitCode >= floor[level] ? report.verdict.exitCode : 0;
}
