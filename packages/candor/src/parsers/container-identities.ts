import { readContainerList } from '../formats/docker/container-list.js';
import { readContainerInspect } from '../formats/docker/read-container-inspect.js';
import type { ParseContext } from './parser.js';
import { readArtifacts } from './readings.js';

/** Name, id and whether it runs: all that mapping a process to its container needs. */
export interface ContainerIdentity {
  readonly name: string;
  readonly id: string | null;
  readonly running: boolean;
}

/** Containers by `docker inspect`, else by `docker ps`. Not a fact: `containers` itself needs the process list. */
export function containerIdentities(context: ParseContext): readonly ContainerIdentity[] {
  const inspected = readArtifacts(context, 'docker.inspect', readContainerInspect).rows.flatMap((row) =>
    row.value.map((container) => ({ name: container.name, id: container.id, running: container.state.running })),
  );
  const names = new Set(inspected.map((container) => container.name));
  const listed = readArtifacts(context, 'docker.ps', readContainerList).rows.flatMap((row) =>
    row.value
      .filter((summary) => !names.has(summary.name))
      .map((summary) => ({ name: summary.name, id: summary.id, running: summary.state === 'running' })),
  );
  return [...inspected, ...listed];
}
