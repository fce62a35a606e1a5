import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { VerdictStatus } from '../core/report.js';
import type { CheckOutcome } from '../watch/verdict-watch.js';

const program = fileURLToPath(new URL('../../bin/candor.js', import.meta.url));
const deadlineMs = 180_000;
const mostBytes = 64 * 1024 * 1024;

/** The part of the JSON report (`candor-report/1`) that is read here. */
interface ReportJson {
  readonly capturedAt: string;
  readonly verdict: { readonly status: VerdictStatus; readonly summary: string };
  readonly results: readonly {
    readonly state: string;
    readonly check: string;
    readonly severity: string;
    readonly title: string;
    readonly location: string | null;
  }[];
  readonly incidents: readonly { readonly id: string; readonly title: string; readonly open: boolean }[];
}

/**
 * Runs `candor check` in a process of its own, so that its memory ends with it and a hung collector stops nothing here.
 * Resolves with a reason when it gave no report.
 */
export function runCheckChild(
  args: readonly string[],
  signal: AbortSignal,
): Promise<CheckOutcome | { readonly failed: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, 'check', '--json', '--quiet', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: deadlineMs,
      signal,
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > mostBytes) child.kill();
      else parts.push(part);
    });
    child.on('error', (error) => resolve({ failed: error.message }));
    child.on('close', (code, by) => {
      try {
        resolve(outcomeOf(JSON.parse(Buffer.concat(parts).toString()) as ReportJson)); // our own report format
      } catch {
        resolve({ failed: `it gave no report (exit ${code ?? by})` });
      }
    });
  });
}

function outcomeOf(report: ReportJson): CheckOutcome {
  const incidents = report.incidents.filter((one) => one.open).map((one) => `${one.id}: ${one.title}`);
  const failed = report.results
    .filter((one) => one.state === 'fail' && one.severity !== 'low' && one.severity !== 'informational')
    .map((one) => `${one.check} (${one.severity}): ${one.title}${one.location === null ? '' : ` at ${one.location}`}`);
  return {
    at: new Date(report.capturedAt),
    status: report.verdict.status,
    summary: report.verdict.summary,
    findings: [...incidents, ...failed],
  };
}
