import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A published port of a Compose service. */
export interface ComposePublish {
  /** As written. */
  readonly text: string;
  /** Address on the host; '' = none given, which means every address. */
  readonly hostIp: string;
  /** First and last port on the host; null = a variable or Docker decides. */
  readonly published: { readonly from: number; readonly to: number } | null;
  readonly target: { readonly from: number; readonly to: number } | null;
  readonly proto: 'tcp' | 'udp';
  /** True when a variable that was not given decides address or port. */
  readonly unresolved: boolean;
  readonly ref: EvidenceRef;
}

/** A volume entry of a service; a bind's source is absolute where the project's folder is known. */
export interface ComposeVolumeUse {
  readonly text: string;
  readonly type: string;
  readonly source: string | null;
  readonly target: string;
  readonly readOnly: boolean;
  readonly ref: EvidenceRef;
}

/** A variable of `environment:` or `build.args:`. The value itself stays in the parser. */
export interface ComposeEnvironment {
  readonly name: string;
  /** A value is written out in the file (no variable, not empty). */
  readonly literal: boolean;
  /** Name or shape of the value says: a secret. */
  readonly secret: boolean;
  readonly ref: EvidenceRef;
}

/** A service of a Compose project, merged, whatever its profiles. */
export interface ComposeServiceFact {
  readonly name: string;
  readonly profiles: readonly string[];
  readonly image: string | null;
  readonly containerName: string | null;
  readonly user: string | null;
  /** Words of the entry point and the command, one after the other. */
  readonly command: readonly string[];
  readonly ports: readonly ComposePublish[];
  readonly volumes: readonly ComposeVolumeUse[];
  readonly networks: readonly string[];
  readonly environment: readonly ComposeEnvironment[];
  readonly envFiles: readonly { readonly path: string; readonly ref: EvidenceRef }[];
  readonly ref: EvidenceRef;
}

/** An env file of a project: names only. */
export interface ComposeEnvFileFact {
  readonly path: string;
  readonly names: readonly string[];
  /** Names that stand for secrets. */
  readonly secretNames: readonly string[];
  readonly ref: EvidenceRef;
}

/** A Compose project. */
export interface ComposeProjectFact {
  readonly name: string;
  /** Folder on the host; null when the files did not come with their paths. */
  readonly folder: string | null;
  readonly services: readonly ComposeServiceFact[];
  readonly internalNetworks: readonly string[];
  readonly envFiles: readonly ComposeEnvFileFact[];
  readonly ref: EvidenceRef;
}

/** Compose projects of this host. Complete when each given file could be read and none that they name is missing. */
export const composeProjects = defineFact<readonly ComposeProjectFact[]>({
  id: 'compose-projects',
  title: 'Compose projects as written in their files',
  sources: ['compose.file', 'compose.env'],
});
