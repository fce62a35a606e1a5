import type { Result } from '../core/result.js';
import type { FactSource } from '../core/run-checks.js';

/** What a file is: decides who may edit it, how it is redacted, proven and put into effect. */
export type FileKind =
  | 'compose'
  | 'compose-env'
  | 'dockerfile'
  | 'package-json'
  | 'nginx'
  | 'sshd'
  | 'nftables'
  | 'cron'
  | 'script';

/** One configuration file as it was judged. */
export interface SourceFile {
  readonly path: string;
  readonly kind: FileKind;
  /** `project:<name>` or `host`. */
  readonly subject: string;
  readonly text: string;
}

/** One file as a remedy wants it; `mode` only where the permission bits are a part of the remedy. */
export interface FileChange {
  readonly path: string;
  readonly kind: FileKind;
  readonly subject: string;
  readonly text: string;
  readonly mode?: number;
}

/** What puts a written file into effect; the applying half knows the commands. */
export type Effect =
  | {
      readonly kind: 'compose-up';
      readonly project: string;
      readonly services: readonly string[];
      readonly build: boolean;
    }
  | { readonly kind: 'nginx-reload' }
  | { readonly kind: 'sshd-reload' }
  | { readonly kind: 'nftables-load'; readonly path: string };

/** What a remedy proposes for one finding. */
export type Proposal =
  | {
      readonly kind: 'change';
      readonly changes: readonly FileChange[];
      readonly effects: readonly Effect[];
      /** What a person has to do beside it, in sentences: commands, and what may stop working. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'in-file-already'; readonly effects: readonly Effect[]; readonly because: string }
  | { readonly kind: 'refused'; readonly because: string; readonly changes: readonly FileChange[] };

/** What a remedy may look at. Pure: facts of the bundle, and the files as they are after the remedies before it. */
export interface FixContext {
  readonly facts: FactSource;
  readonly files: Workspace;
  readonly host: { readonly cpus: number | null; readonly memoryBytes: number | null };
}

/** One way of fixing findings of one or several checks. */
export interface Remedy {
  readonly checks: readonly string[];
  /** Imperative sentence: what the diff does. */
  readonly title: string;
  readonly propose: (result: Result, context: FixContext) => Proposal;
}

/** The files that may be edited, with their texts as they are now. Never changed: a new one is made. */
export interface Workspace {
  /** All files of a kind, in their order (Compose merges in that order). */
  list(kind: FileKind, subject?: string): readonly SourceFile[];
  find(path: string): SourceFile | null;
}

/** A workspace over files. */
export function workspaceOf(files: readonly SourceFile[]): Workspace {
  return {
    list: (kind, subject) =>
      files.filter((file) => file.kind === kind && (subject === undefined || file.subject === subject)),
    find: (path) => files.find((file) => file.path === path) ?? null,
  };
}

/** A proposal that changes nothing, with its reason. */
export function refused(because: string, changes: readonly FileChange[] = []): Proposal {
  return { kind: 'refused', because, changes };
}
