import { exampleRef } from '../../core/example.js';
import type { FileFact, LayerChange } from '../../facts/containers.js';

/** An added file of a writable layer, an executable of 2 MiB unless told otherwise; for the examples of checks. */
export function exampleChange(path: string, file: Partial<FileFact> = {}): LayerChange {
  const ref = exampleRef('docker.diff', 'container:site-app-1');
  return {
    container: 'site-app-1',
    kind: 'added',
    path,
    file: {
      path,
      sizeBytes: 2 << 20,
      mode: 0o755,
      uid: 1000,
      mtime: null,
      sha256: 'ab'.repeat(32),
      md5: null,
      magic: 'elf',
      packageOwned: null,
      packageName: null,
      ref,
      ...file,
    },
    ref,
  };
}
