import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../bundle/read-bundle.js';
import type { Bundle, BundleHeader } from '../core/evidence.js';
import { collected, missing } from './artifact.js';
import { testEnv } from './test-env.js';
import { packBundle, toBundle, writeBundleFolder } from './write-bundle.js';

const env = testEnv('/');
const header: BundleHeader = {
  format: 'candor-evidence/1',
  capturedAt: env.now(),
  collector: { name: 'candor', version: '0.1.0', mode: 'local' },
  host: { name: 'web-1', cpus: 2, memoryBytes: 1 << 30, timezone: 'UTC' },
  window: { since: env.since },
  privileges: { uid: 0 },
};
const artifacts = [
  collected(env, 'host.uname', 'Linux web-1\n', { source: { file: '/proc' } }),
  collected(env, 'docker.logs', Buffer.from([0xff, 0x00, 0x0a]), {
    subject: 'container:../../x',
    status: 'truncated',
    detail: 'cut',
  }),
  missing(env, 'docker.ps', 'denied', 'run with sudo', { source: { api: 'GET /containers/json' } }),
];
async function* nothing(): AsyncIterable<Buffer> {}

function shape({ artifacts: list }: Bundle) {
  return list.map(({ id, subject, order, status, detail, source, filtered, path, ...rest }) => ({
    id,
    subject,
    order,
    status,
    detail,
    source,
    filtered,
    path,
    bytes: rest.bytes().toString('hex'),
  }));
}

describe('a written bundle', () => {
  it('reads back from a folder and from an archive as it is in memory', async () => {
    const folder = await mkdtemp(`${tmpdir()}/candor-bundle-`);
    try {
      await writeBundleFolder(`${folder}/b`, artifacts, header);
      await writeFile(`${folder}/b.tar.gz`, await packBundle(artifacts, header));
      const memory = toBundle(artifacts, header);
      for (const from of [`${folder}/b`, `${folder}/b.tar.gz`]) {
        const read = await readBundle(from, nothing());
        expect(shape(read)).toEqual(shape(memory));
        expect(read.header).toEqual(header);
        expect(read.warnings).toEqual([]);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('takes no name of a container into a path', () => {
    expect(toBundle(artifacts, header).artifacts.map(({ path }) => path)).toEqual([
      'artifacts/001-host-uname',
      'artifacts/002-docker-logs',
      null,
    ]);
  });
});
