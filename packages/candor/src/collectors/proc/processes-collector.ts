import { setTimeout as sleep } from 'node:timers/promises';
import { collected, missing } from '../artifact.js';
import type { Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { isOwnedUnchanged } from '../host/is-owned-unchanged.js';
import { packageDatabase } from '../host/package-database.js';
import { type PidEntry, pidIndex } from './pid-index.js';
import {
  type BootClock,
  type CpuSample,
  type ProcessLine,
  readProcess,
  sampleCpu,
  samplePercent,
} from './read-process.js';
import { readText } from './read-text.js';

const SAMPLE_MS = 1000;

/** Every process of the host and its containers, straight from /proc, one JSON line each. */
export const processesCollector: Collector = {
  id: 'processes',
  artifacts: ['host.processes'],
  async collect(env) {
    const index = await pidIndex(env);
    if (index.length === 0) return [missing(env, 'host.processes', 'absent', '/proc has no processes to see')];
    const clock = await bootClock(env);
    const before = await samples(env, index);
    const [lines, owned] = await Promise.all([
      mapLimited(index, 16, (entry) => readProcess(env, entry, clock)),
      ownedExecutables(env, index),
      sleep(SAMPLE_MS, undefined, { ref: false }),
    ]);
    const after = await samples(env, index);
    const complete = lines.filter((line) => line !== null).map((line) => finish(line, before, after, owned));
    const content = complete.map((line) => `${JSON.stringify(line)}\n`).join('');
    const blind = complete.filter((line) => line.exe === null && line.kernelThread !== true).length;
    return [collected(env, 'host.processes', content, { source: { file: '/proc' }, detail: blindness(env, blind) })];
  },
};

function blindness(env: CollectorEnv, blind: number): string | null {
  if (blind === 0) return null;
  const how = env.uid === 0 ? 'CAP_SYS_PTRACE is missing' : 'run with sudo to see them';
  return `the executable of ${blind} processes of other users could not be read; ${how}`;
}

async function bootClock(env: CollectorEnv): Promise<BootClock> {
  const stat = await readText(env.fs, '/proc/stat', 1 << 20);
  const bootedAt = Number(/^btime (\d+)/m.exec(stat ?? '')?.[1] ?? 0);
  return { bootedAtMs: bootedAt * 1000, nowMs: env.now().getTime() };
}

async function samples(env: CollectorEnv, index: readonly PidEntry[]): Promise<Map<number, CpuSample>> {
  const taken = await mapLimited(index, 16, async ({ pid }) => ({ pid, sample: await sampleCpu(env, pid) }));
  return new Map(taken.flatMap(({ pid, sample }) => (sample === null ? [] : [[pid, sample] as const])));
}

function finish(
  line: ProcessLine,
  before: ReadonlyMap<number, CpuSample>,
  after: ReadonlyMap<number, CpuSample>,
  owned: ReadonlyMap<number, boolean>,
): ProcessLine {
  const [first, second] = [before.get(line.pid), after.get(line.pid)];
  const cpuSamplePercent = first === undefined || second === undefined ? null : samplePercent(first, second);
  return { ...line, cpuSamplePercent, exePackageOwned: owned.get(line.pid) ?? null };
}

/** By pid, for executables of the host that its package database can vouch for; each file is hashed once. */
async function ownedExecutables(env: CollectorEnv, index: readonly PidEntry[]): Promise<Map<number, boolean>> {
  const database = await packageDatabase(env.fs);
  if (database.size === 0) return new Map();
  const hostOwn = index.filter((entry) => entry.containerId === null && entry.exe !== null && !entry.exeDeleted);
  const paths = [...new Set(hostOwn.map((entry) => entry.exe ?? ''))];
  const known = await mapLimited(
    paths,
    4,
    async (path) => [path, await isOwnedUnchanged(env.fs, database, path)] as const,
  );
  const byPath = new Map(known);
  return new Map(
    hostOwn.flatMap(({ pid, exe }) => {
      const owned = byPath.get(exe ?? '');
      return owned === undefined || owned === null ? [] : [[pid, owned] as const];
    }),
  );
}
