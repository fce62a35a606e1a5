import { loadAdvisoryTable } from '../advisories/load-table.js';
import { checks } from '../checks/index.js';
import { toBundle } from '../collectors/write-bundle.js';
import type { Artifact } from '../core/evidence.js';
import { evaluate } from '../evaluate.js';
import { probeSources, type SourceFound } from '../sources/choose-source.js';
import { type CaseState, caseLine, caseState } from './case-state.js';
import { collectLocal } from './collect-local.js';
import { cacheFolder } from './folders.js';
import { livePlaces } from './live-places.js';
import { loadPolicy } from './load-policy.js';
import type { Terminal } from './terminal.js';

/** A place that could not be read, and the required checks that stay unanswered for want of it. */
interface Lack {
  readonly artifact: string;
  readonly subject: string;
  readonly status: string;
  readonly detail: string;
  readonly costs: readonly string[];
}

const dayMs = 86_400_000;

/** Collects once, judges, and says what was seen, what was not, what that costs and how to get it. */
export async function runDoctor(
  options: { config?: string; case?: string; json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const policy = loadPolicy(options.config);
  const { artifacts, header } = await collectLocal(dayMs, policy, terminal, options.json ?? false);
  const bundle = toBundle(artifacts, header);
  const advisories = loadAdvisoryTable(header.capturedAt, cacheFolder(terminal));
  const report = evaluate(bundle, { policy, advisories, since: header.window.since });
  const unanswered = report.results.filter(
    (result) => result.required && ['unknown', 'stale', 'error'].includes(result.state),
  );
  const lacks = bundle.artifacts
    .filter((artifact) => artifact.status !== 'ok')
    .map((artifact) => lackOf(artifact, unanswered));
  const works = bundle.artifacts.filter((artifact) => artifact.status === 'ok');
  const sources = await probeSources(livePlaces(terminal));
  const summary = {
    checks: checks.length,
    requiredAnswered: report.coverage.requiredAnswered,
    requiredTotal: report.coverage.requiredTotal,
    advisories: { retrievedAt: advisories.retrievedAt, stale: advisories.stale },
    case: caseState(options.case),
  };
  if (options.json)
    terminal.stdout(
      `${JSON.stringify({ works: works.map(({ id, subject }) => ({ id, subject })), lacks, liveSources: sources.map(({ source, works, why }) => ({ name: source.name, works, why })), ...summary }, null, 2)}\n`,
    );
  else terminal.stdout(`${page(works, lacks, summary)}${sourcePage(sources)}`);
}

function lackOf(
  artifact: Artifact,
  unanswered: readonly { readonly check: string; readonly missing: readonly string[] }[],
): Lack {
  const costs = unanswered.filter((result) => result.missing.includes(artifact.id)).map((result) => result.check);
  return {
    artifact: artifact.id,
    subject: artifact.subject,
    status: artifact.status,
    detail: artifact.detail ?? '',
    costs: [...new Set(costs)].sort(),
  };
}

function page(
  works: readonly Artifact[],
  lacks: readonly Lack[],
  summary: {
    requiredAnswered: number;
    requiredTotal: number;
    checks: number;
    advisories: { retrievedAt: Date; stale: boolean };
    case: CaseState;
  },
): string {
  const costly = lacks.filter((lack) => lack.costs.length > 0).sort((a, b) => b.costs.length - a.costs.length);
  const free = lacks.filter((lack) => lack.costs.length === 0);
  return [
    `${summary.requiredAnswered} of ${summary.requiredTotal} required questions can be answered here (${summary.checks} checks in all).`,
    `Advisory data of ${summary.advisories.retrievedAt.toISOString().slice(0, 10)}${summary.advisories.stale ? ', stale: candor update' : ''}.`,
    caseLine(summary.case),
    '',
    `Works (${works.length}): ${[...new Set(works.map((artifact) => artifact.id))].join(', ')}`,
    '',
    costly.length > 0 ? 'Missing, and what it costs:' : 'Nothing that is missing costs an answer.',
    ...costly.map(
      (lack) =>
        `  ${lack.artifact}${lack.subject === 'host' ? '' : ` of ${clean(lack.subject)}`}  ${lack.status}\n    ${clean(lack.detail)}\n    costs ${lack.costs.join(', ')}`,
    ),
    '',
    ...(free.length > 0
      ? [`Not here, and not needed: ${[...new Set(free.map((lack) => lack.artifact))].join(', ')}`, '']
      : []),
  ].join('\n');
}

/** What `candor watch` and `candor sensor tail --live` could read program starts from. */
function sourcePage(sources: readonly SourceFound[]): string {
  return [
    'Program starts as they happen:',
    ...sources.map(({ source, works, why }) => `  ${source.name}  ${works ? 'works' : 'no'}\n    ${clean(why)}`),
    '  netlink  not built in\n    audit multicast on a host without auditd would need one more dependency; install auditd instead',
    '',
  ].join('\n');
}

/** Details quote the host: control characters never reach the terminal. */
function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
}
