import type { EvidenceRef } from '../../core/evidence.js';
import { exampleRef } from '../../core/example.js';
import type { HostIdentity } from '../../facts/host.js';

/** A Debian host, for examples. */
export function exampleHost(change: Partial<HostIdentity> = {}): HostIdentity {
  return {
    osId: 'debian',
    osVersionId: '12',
    osCodename: 'bookworm',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-40-amd64',
    cpus: 2,
    memoryBytes: 4 << 30,
    uptimeSec: 86_400,
    load1: 0.1,
    ...change,
  };
}

/** Evidence of a host artefact, for examples. */
export function hostRef(artifact: string, line = 1): EvidenceRef {
  return exampleRef(artifact, 'host', line);
}
