import type { Parsed } from '../../core/parsed.js';
import { type Effect, type Proposal, refused, type SourceFile } from '../model.js';
import type { ServiceTarget } from './service-of.js';

/** What brings the engine to the files of a service's project. */
export function upEffect(target: ServiceTarget): Effect {
  return { kind: 'compose-up', project: target.project, services: [target.service], build: false };
}

/** A proposal that edits one Compose file, from the edited text or the reason why there is none. */
export function composeProposal(
  target: ServiceTarget,
  file: SourceFile,
  edited: Parsed<string>,
  notes: readonly string[] = [],
): Proposal {
  if (!edited.ok) return refused(`${file.path}: ${edited.reason}`);
  if (edited.value === file.text) return already(target, file);
  const change = { path: file.path, kind: file.kind, subject: file.subject, text: edited.value };
  return { kind: 'change', changes: [change], effects: [upEffect(target)], notes };
}

/** The file says it already; the container was made before, or from other files. */
export function already(target: ServiceTarget, file: SourceFile): Proposal {
  return {
    kind: 'in-file-already',
    effects: [upEffect(target)],
    because: `${file.path} says so already; the container runs with an older configuration`,
  };
}
