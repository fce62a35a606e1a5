import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { type ArtifactChange, collected, missing } from '../artifact.js';
import type { CollectedArtifact, CollectorEnv } from '../collected.js';
import type { EngineAnswer } from './engine-access.js';

/** An engine's answer as an artefact; `content` makes its text from the bytes. */
export function engineArtifact(
  env: CollectorEnv,
  id: ArtifactId,
  answer: EngineAnswer,
  content: (bytes: Buffer) => Buffer | string | null,
  change: ArtifactChange = {},
): CollectedArtifact {
  const source = { api: answer.api };
  const detail = answer.detail === null ? null : env.redact.text(answer.detail);
  if (answer.status !== 'ok' && answer.status !== 'truncated') {
    return missing(env, id, answer.status, detail ?? 'the engine gave nothing', { ...change, source });
  }
  const made = content(answer.bytes);
  if (made === null)
    return missing(env, id, 'error', 'the engine answered something that is no JSON', { ...change, source });
  return collected(env, id, made, { ...change, source, status: answer.status, detail });
}

/** `container:<name>`; control characters of a hostile name stay out of the manifest. */
export function containerSubject(name: string): string {
  return `container:${escapeControls(name)}`;
}

/** Control characters as `\n`, `\u001b`, so that a name cannot add lines or colours. */
export function escapeControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
