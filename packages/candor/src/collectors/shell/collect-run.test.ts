import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryFiles } from '../../bundle/bundle-files.js';
import { readArchive } from '../../bundle/read-archive.js';
import { readBundleFiles } from '../../bundle/read-bundle.js';
import { artifactIds } from '../../core/artifact-catalogue.js';
import type { Bundle } from '../../core/evidence.js';
import { collectScript } from './collect-script.js';

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([name = '']) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);
const planted = { flag: 'Pl4nted-In-Argv-77', env: 'Pl4ntedInEnv88', uri: 'Pl4ntedInUri99' };
const folder = mkdtempSync(`${tmpdir()}/candor-run-`);
const victim = spawn(
  process.execPath,
  ['-e', 'setTimeout(() => {}, 60000)', '--', '--password', planted.flag, `mongodb://root:${planted.uri}@db/x`],
  { env: { PAYLOAD_SECRET: planted.env, NODE_ENV: 'production' }, stdio: 'ignore' },
);

interface Run {
  readonly shell: string;
  readonly status: number | null;
  readonly stderr: string;
  readonly tar: Buffer;
  readonly left: readonly string[];
}

function run(shell: readonly string[]): Promise<Run> {
  const own = mkdtempSync(`${folder}/`);
  const child = spawn(shell[0] ?? 'sh', [...shell.slice(1), '-s'], { env: { ...process.env, TMPDIR: own } });
  const out: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.end(collectScript({ sinceSeconds: 60 }));
  return new Promise((resolve) => {
    child.once('close', (status) =>
      resolve({ shell: shell.join(' '), status, stderr, tar: Buffer.concat(out), left: readdirSync(own) }),
    );
  });
}

async function bundleOf(tar: Buffer): Promise<Bundle> {
  async function* bytes() {
    yield tar;
  }
  return readBundleFiles(memoryFiles('tar', await readArchive('tar', bytes())));
}

let runs: readonly Run[] = [];

beforeAll(async () => {
  runs = await Promise.all(shells.map(run));
}, 120_000);

afterAll(() => {
  victim.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(shells.map((shell, index) => [shell.join(' '), index] as const))(
  'the whole script under %s',
  (_, index) => {
    const made = () => runs[index] ?? { shell: '', status: null, stderr: 'not run', tar: Buffer.alloc(0), left: [] };

    it('says nothing, ends well and leaves nothing behind', () => {
      expect({ status: made().status, stderr: made().stderr, left: made().left }).toEqual({
        status: 0,
        stderr: '',
        left: [],
      });
    });

    it('gives a bundle whose hashes hold and whose ids are of the catalogue', async () => {
      const bundle = await bundleOf(made().tar);
      expect(bundle.warnings).toEqual([]);
      expect(bundle.header.collector.mode).toBe('shell');
      const known = new Set<string>(artifactIds);
      expect(bundle.artifacts.filter((artifact) => !known.has(artifact.id))).toEqual([]);
      const found = (id: string) => bundle.artifacts.find((artifact) => artifact.id === id);
      expect(found('host.processes')?.status).toBe('ok');
      expect(found('collector.self')?.status).toBe('ok');
      expect(found('docker.version')?.status).toBeDefined();
    });

    it('has the planted process, without its secrets', async () => {
      const bundle = await bundleOf(made().tar);
      const lines =
        bundle.artifacts
          .find((artifact) => artifact.id === 'host.processes')
          ?.text()
          .trim()
          .split('\n') ?? [];
      const own = lines.map((line) => JSON.parse(line)).find((line) => line.pid === victim.pid);
      expect(own).toMatchObject({ uid: process.geteuid?.(), exeDeleted: false, env: { NODE_ENV: 'production' } });
      expect(own.exe).toBe(process.execPath);
      for (const secret of Object.values(planted)) expect(made().tar.includes(secret)).toBe(false);
    });
  },
);
