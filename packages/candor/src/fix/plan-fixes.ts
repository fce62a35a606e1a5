import { type Result, resultKey } from '../core/result.js';
import type { FactSource } from '../core/run-checks.js';
import {
  type Effect,
  type FileChange,
  type FileKind,
  type FixContext,
  type Proposal,
  type Remedy,
  type SourceFile,
  type Workspace,
  workspaceOf,
} from './model.js';
import { remedies } from './remedies/index.js';
import { unifiedDiff } from './text/unified-diff.js';

/** One file before and after all remedies; `before` is null for a new file. */
export interface PlannedFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string;
  /** Permission bits that the file must have, where they are a part of the remedy. */
  readonly mode: number | null;
  /** Keys of the results that it fixes, `CTR-03@container:web-1`. */
  readonly fixes: readonly string[];
}

/** What is planned for one finding. */
export interface PlannedFix {
  readonly key: string;
  readonly check: string;
  readonly title: string;
  /** `change` = files are edited; `in-file-already` = only the effect is missing; `refused` = a person has to; `none` = no mechanical remedy. */
  readonly state: Proposal['kind'] | 'none';
  readonly because: string | null;
  readonly files: readonly string[];
  readonly effects: readonly Effect[];
  readonly notes: readonly string[];
  /** What this remedy alone does to the files, also of one that was refused; null when there is nothing to show. */
  readonly patch: string | null;
  /** The files of a remedy that was refused, before and after: for a person, who may apply it. */
  readonly drafts: readonly FileDraft[];
}

/** One file of a remedy that is not applied. */
export interface FileDraft {
  readonly path: string;
  readonly kind: FileKind;
  readonly before: string | null;
  readonly after: string;
}

/** All remedies of a report together. */
export interface FixPlan {
  readonly files: readonly PlannedFile[];
  readonly fixes: readonly PlannedFix[];
}

interface Draft {
  readonly before: string | null;
  readonly change: FileChange;
  readonly mode: number | null;
  readonly fixes: readonly string[];
}

/** What a plan is made from. */
export interface PlanInput {
  readonly results: readonly Result[];
  readonly facts: FactSource;
  readonly sources: readonly SourceFile[];
  readonly host: FixContext['host'];
}

/**
 * Plans the remedies of failed results: a pure function of results, facts and file texts. Each remedy sees the files as
 * the ones before it left them, so that several edits of one file do not meet.
 */
export function planFixes(input: PlanInput): FixPlan {
  const drafts = new Map<string, Draft>();
  const failed = input.results.filter((result) => result.state === 'fail');
  const ordered = [...remedies.flatMap((remedy) => failed.filter((one) => remedy.checks.includes(one.check)))];
  const planned = ordered.map((result) => planOne(result, input, drafts));
  const without = failed.filter((result) => !ordered.includes(result)).map((result) => fixOf(result, 'none', null));
  const files = [...drafts.values()]
    .filter(({ before, change, mode }) => before !== change.text || mode !== null)
    .map(
      ({ before, change, mode, fixes }): PlannedFile => ({
        path: change.path,
        kind: change.kind,
        subject: change.subject,
        before,
        after: change.text,
        mode,
        fixes,
      }),
    );
  return { files, fixes: [...planned, ...without] };
}

/** The remedy for a check; null when there is no mechanical one. */
export function remedyFor(check: string): Remedy | null {
  return remedies.find((remedy) => remedy.checks.includes(check)) ?? null;
}

function planOne(result: Result, input: PlanInput, drafts: Map<string, Draft>): PlannedFix {
  const remedy = remedyFor(result.check);
  if (remedy === null) return fixOf(result, 'none', null);
  const files = current(input.sources, drafts);
  const proposal = propose(remedy, result, { facts: input.facts, files, host: input.host });
  if (proposal.kind === 'in-file-already') return sharedFix(result, remedy, proposal, input, drafts);
  const patch = patchOf(proposal.changes, files);
  if (proposal.kind === 'change')
    for (const change of proposal.changes) record(drafts, files, change, resultKey(result));
  const drafted = proposal.kind === 'refused' ? draftsOf(proposal.changes, files) : [];
  return { ...fixOf(result, proposal.kind, proposal, patch), drafts: drafted };
}

function draftsOf(changes: readonly FileChange[], files: Workspace): FileDraft[] {
  return changes.map(({ path, kind, text }) => ({ path, kind, before: files.find(path)?.text ?? null, after: text }));
}

/** The file says it already: from the start, or since a remedy before this one, which then fixes both. */
function sharedFix(
  result: Result,
  remedy: Remedy,
  proposal: Proposal,
  input: PlanInput,
  drafts: Map<string, Draft>,
): PlannedFix {
  const alone = propose(remedy, result, { facts: input.facts, files: workspaceOf(input.sources), host: input.host });
  if (alone.kind !== 'change') return fixOf(result, proposal.kind, proposal);
  for (const { path } of alone.changes) {
    const draft = drafts.get(path);
    if (draft) drafts.set(path, { ...draft, fixes: [...new Set([...draft.fixes, resultKey(result)])] });
  }
  return fixOf(result, 'change', alone, patchOf(alone.changes, workspaceOf(input.sources)));
}

/** A remedy that throws is a defect of that remedy; it stops nothing else. */
function propose(remedy: Remedy, result: Result, context: FixContext): Proposal {
  try {
    return remedy.propose(result, context);
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { kind: 'refused', because: `the remedy itself failed: ${text}`, changes: [] };
  }
}

function fixOf(
  result: Result,
  state: PlannedFix['state'],
  proposal: Proposal | null,
  patch: string | null = null,
): PlannedFix {
  const isChange = proposal?.kind === 'change';
  return {
    key: resultKey(result),
    check: result.check,
    title: remedyFor(result.check)?.title ?? result.remediation.text,
    state,
    because: proposal === null || isChange ? null : proposal.because,
    files: isChange ? proposal.changes.map(({ path }) => path) : [],
    effects: proposal === null || proposal.kind === 'refused' ? [] : proposal.effects,
    notes: isChange ? proposal.notes : [],
    patch,
    drafts: [],
  };
}

function current(sources: readonly SourceFile[], drafts: ReadonlyMap<string, Draft>): Workspace {
  const edited = sources.map((file) => ({ ...file, text: drafts.get(file.path)?.change.text ?? file.text }));
  const made = [...drafts.values()].filter(({ before }) => before === null).map(({ change }) => change);
  return workspaceOf([...edited, ...made]);
}

function record(drafts: Map<string, Draft>, files: Workspace, change: FileChange, key: string): void {
  const known = drafts.get(change.path);
  drafts.set(change.path, {
    before: known === undefined ? (files.find(change.path)?.text ?? null) : known.before,
    change,
    mode: change.mode ?? known?.mode ?? null,
    fixes: [...new Set([...(known?.fixes ?? []), key])],
  });
}

function patchOf(changes: readonly FileChange[], files: Workspace): string | null {
  const patches = draftsOf(changes, files).map((draft) => unifiedDiff(draft));
  return patches.length === 0 ? null : patches.join('');
}
