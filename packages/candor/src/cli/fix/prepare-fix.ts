import { loadAdvisoryTable } from '../../advisories/load-table.js';
import { checks } from '../../checks/index.js';
import { CandorError } from '../../core/errors.js';
import type { Bundle } from '../../core/evidence.js';
import type { Policy } from '../../core/policy.js';
import type { Report } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import { evaluate, factsOf } from '../../evaluate.js';
import type { RealFile } from '../../fix/apply/real-file.js';
import type { SourceFile } from '../../fix/model.js';
import { type FixPlan, planFixes } from '../../fix/plan-fixes.js';
import { sourcesOf } from '../../fix/sources-of.js';
import { acquire } from '../acquire.js';
import { cacheFolder } from '../folders.js';
import type { Terminal } from '../terminal.js';
import { extraSources } from './extra-sources.js';
import type { FixOptions } from './fix-options.js';
import { outsideKnownPlaces, projectFoldersOf } from './known-places.js';
import { readSources } from './read-sources.js';

/** A host's findings with what would fix them, and the files as they are on the disk. */
export interface PreparedFix {
  readonly report: Report;
  readonly plan: FixPlan;
  readonly sources: readonly SourceFile[];
  readonly files: ReadonlyMap<string, RealFile>;
  /** Files that are not edited, and why; their diffs are for a person. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Collects or reads evidence and judges it. */
export async function judged(
  options: FixOptions,
  policy: Policy | null,
  terminal: Terminal,
): Promise<{ bundle: Bundle; report: Report; facts: ReturnType<typeof factsOf> }> {
  const bundle = await acquire(options, policy, terminal);
  const advisories = loadAdvisoryTable(bundle.header.capturedAt, options.from ? null : cacheFolder(terminal));
  const since = options.from ? null : new Date(bundle.header.capturedAt.getTime() - options.since);
  const input = { policy, advisories, since };
  const facts = factsOf(bundle, input);
  return { bundle, report: evaluate(bundle, input, facts), facts };
}

/** Plans the fixes for the wanted findings. Over a bundle the judged texts are planned on, and nothing can be applied. */
export async function prepareFix(
  wanted: string,
  options: FixOptions,
  policy: Policy | null,
  terminal: Terminal,
): Promise<PreparedFix> {
  expectCheck(wanted);
  const { bundle, report, facts } = await judged(options, policy, terminal);
  const results = wantedResults(report.results, wanted);
  const judgedSources = sourcesOf(bundle, facts);
  const real = options.from === undefined ? readSources(judgedSources) : null;
  const extra = real === null ? null : extraSources(real.sources, results, facts);
  const sources = [...(real?.sources ?? judgedSources), ...(extra?.sources ?? [])];
  const { cpus, memoryBytes } = bundle.header.host;
  const planned = planFixes({ results, facts, sources, host: { cpus, memoryBytes } });
  const plan = real === null ? planned : behindLinks(planned, real.linked);
  const folders = {
    declared: (policy?.projects ?? []).map(({ path }) => path),
    labelled: projectFoldersOf(judgedSources),
  };
  const refused = new Map(real?.refused);
  for (const { path } of plan.files) {
    const because = outsideKnownPlaces(path, folders);
    if (because !== null && !refused.has(path)) refused.set(path, because);
  }
  return { report, plan, sources, files: new Map([...(real?.files ?? []), ...(extra?.files ?? [])]), refused };
}

/** The same plan for the files behind links. */
function behindLinks(plan: FixPlan, linked: ReadonlyMap<string, string>): FixPlan {
  const real = (path: string) => linked.get(path) ?? path;
  return {
    files: plan.files.map((file) => ({ ...file, path: real(file.path) })),
    fixes: plan.fixes.map((fix) => ({ ...fix, files: fix.files.map(real) })),
  };
}

/** `all`, a check's id, or one finding (`CTR-03@container:web-1`). */
function wantedResults(results: readonly Result[], wanted: string): Result[] {
  if (wanted === 'all') return [...results];
  const [check = '', subject] = wanted.split('@');
  return results.filter(
    (result) => result.check === check.toUpperCase() && (subject === undefined || result.subject === subject),
  );
}

function expectCheck(wanted: string): void {
  const id = wanted.split('@')[0]?.toUpperCase();
  if (wanted === 'all' || checks.some((check) => check.id === id)) return;
  throw new CandorError('USAGE', `${wanted} is no check`, {
    hint: 'candor explain lists them; `candor fix all` takes every one',
  });
}

/** The plan without the findings of which a file may not be edited: half a remedy is none. */
export function applicable(prepared: PreparedFix): ReadonlySet<string> {
  const out = new Set(
    prepared.plan.fixes.filter(({ files }) => files.some((path) => prepared.refused.has(path))).map(({ key }) => key),
  );
  // A file that one of them shares with others holds its edits too: those others go as well, until nothing is added.
  for (let size = -1; size !== out.size; ) {
    size = out.size;
    for (const { files, key } of prepared.plan.fixes) {
      const shared = prepared.plan.files.some(
        (file) => files.includes(file.path) && file.fixes.some((one) => out.has(one)),
      );
      if (shared) out.add(key);
    }
  }
  return new Set(
    prepared.plan.fixes.filter(({ key, state }) => state === 'change' && !out.has(key)).map(({ key }) => key),
  );
}
