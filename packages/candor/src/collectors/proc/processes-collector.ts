import { setTimeout as sleep } from 'node:timers/promises';
import { collected, missing } from '../artifact.js';
import type { Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { executableOwner } from '../host/executable-owner.js';
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

/** By pid, for executables that the package database of their own root can vouch for; each file is hashed once. */
async function ownedExecutables(env: CollectorEnv, index: readonly PidEntry[]): Promise<Map<number, boolean>> {
  const rows = await mapLimited(
    index,
    4,
    async (entry) => [entry.pid, (await executableOwner(env, entry)).owned] as const,
  );
  return new Map(rows.flatMap(([pid, owned]) => (owned === null ? [] : [[pid, owned] as const])));
}
