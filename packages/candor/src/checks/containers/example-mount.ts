import type { ContainerMount } from '../../facts/containers.js';

/** A writable bind mount to the same path inside, for the examples of checks. */
export function exampleMount(source: string, change: Partial<ContainerMount> = {}): ContainerMount {
  return { type: 'bind', source, destination: source, readWrite: true, propagation: 'rprivate', ...change };
}
