import type { ArtifactId } from '../core/artifact-catalogue.js';
import { asRootHint, collected, missing } from './artifact.js';
import type { CollectedArtifact, CollectorEnv } from './collected.js';
import type { RunResult } from './env/run-command.js';

/** How a command's output becomes an artefact. */
export interface CommandArtifact {
  readonly id: ArtifactId;
  readonly command: readonly string[];
  /** What is missing without it, for the detail. */
  readonly costs: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Words on standard error that mean "you may not see all of this" although the command succeeded. */
  readonly deniedWhen?: RegExp;
  /** Words on standard error that mean "there is nothing to read". */
  readonly absentWhen?: RegExp;
  /** Text of the artefact; standard output by default. */
  readonly content?: (result: RunResult) => string;
}

/** What systemd's tools say where systemd is not the init: a container, a chroot, another init. */
const NO_SYSTEMD = /^(?:System has not been booted with systemd|Failed to connect to bus)/m;
const DENIED = /permission denied|operation not permitted|must be root|need to be root|not permitted|you must be/i;

/** Runs a command and keeps what it printed, redacted as text. */
export async function commandArtifact(env: CollectorEnv, spec: CommandArtifact): Promise<CollectedArtifact> {
  const { id, command, costs } = spec;
  const result = await env.run(command, { timeoutMs: spec.timeoutMs ?? 3000, maxBytes: spec.maxBytes ?? 16 << 20 });
  const source = { command, exitCode: result.exitCode };
  if (result.notFound) return missing(env, id, 'absent', `${command[0]} is not installed`, { source });
  if (result.timedOut) {
    return missing(env, id, 'timeout', `${command.join(' ')} did not answer in time; ${costs}`, { source });
  }
  const text = spec.content?.(result) ?? result.stdout.toString();
  const complaint = result.stderr.toString();
  if (spec.absentWhen?.test(complaint)) {
    return missing(env, id, 'absent', `${command[0]}: ${complaint.trim().slice(0, 200)}`, { source });
  }
  const partly = spec.deniedWhen?.test(complaint) === true;
  if (partly)
    return missing(env, id, 'denied', `${command[0]} shows only a part; ${costs}; ${asRootHint(env)}`, { source });
  if (result.exitCode !== 0) return failed(env, spec, result);
  const status = result.truncated ? 'truncated' : 'ok';
  return collected(env, id, env.redact.text(text), { source, status });
}

function failed(env: CollectorEnv, { id, command, costs }: CommandArtifact, result: RunResult): CollectedArtifact {
  const source = { command, exitCode: result.exitCode };
  const complaint = result.stderr.toString().trim() || result.stdout.toString().trim();
  const words = env.redact.text(complaint.split('\n').slice(-1).join('').slice(0, 200));
  if (DENIED.test(complaint)) {
    return missing(env, id, 'denied', `${command.join(' ')}: permission denied; ${costs}; ${asRootHint(env)}`, {
      source,
    });
  }
  if (NO_SYSTEMD.test(complaint)) {
    return missing(env, id, 'absent', `systemd does not run here (${words}); ${costs}`, { source });
  }
  const said = words === '' ? '' : `: ${words}`;
  return missing(env, id, 'error', `${command.join(' ')} ended with ${result.exitCode ?? 'a signal'}${said}`, {
    source,
  });
}
