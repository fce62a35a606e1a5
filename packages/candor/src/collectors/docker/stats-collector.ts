import { setTimeout as sleep } from 'node:timers/promises';
import { collected, missing } from '../artifact.js';
import type { Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import type { EngineContainer } from './engine-access.js';
import { escapeControls } from './engine-artifact.js';
import { numberAt, parseJson } from './json.js';

const SAMPLE_MS = 1000;

/** CPU and memory of the running containers in the lines of `docker stats --no-stream --format json`. */
export const statsCollector: Collector = {
  id: 'docker-stats',
  artifacts: ['docker.stats'],
  async collect(env) {
    const { status, detail, items } = await env.engine.containers();
    if (status !== 'ok' && status !== 'truncated')
      return [missing(env, 'docker.stats', status, detail ?? 'no containers')];
    const running = items.filter((item) => item.running);
    const first = await samples(env, running);
    if (running.length > 0) await sleep(SAMPLE_MS, undefined, { ref: false });
    const second = await samples(env, running);
    const lines = running.map((container, index) => statsLine(container, first[index], second[index]));
    const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return [collected(env, 'docker.stats', content, { source: { api: 'GET /containers/{id}/stats' } })];
  },
};

function samples(env: CollectorEnv, containers: readonly EngineContainer[]): Promise<unknown[]> {
  return mapLimited(containers, 8, async ({ id }) => {
    const answer = await env.engine.get(`/containers/${id}/stats?stream=0&one-shot=1`);
    return answer.status === 'ok' ? parseJson(answer.bytes) : null;
  });
}

function statsLine(container: EngineContainer, before: unknown, after: unknown): Record<string, string> {
  const used = numberAt(after, 'memory_stats', 'usage');
  const cached = numberAt(after, 'memory_stats', 'stats', 'inactive_file');
  const limit = numberAt(after, 'memory_stats', 'limit');
  const memory = Math.max(0, used - cached);
  return {
    CPUPerc: `${cpuPercent(before, after).toFixed(2)}%`,
    Container: container.id.slice(0, 12),
    ID: container.id.slice(0, 12),
    MemPerc: `${limit === 0 ? '0.00' : ((memory / limit) * 100).toFixed(2)}%`,
    MemUsage: `${mebibytes(memory)} / ${mebibytes(limit)}`,
    Name: escapeControls(container.name),
    PIDs: String(numberAt(after, 'pids_stats', 'current')),
  };
}

/** Percent of one core, as `docker stats` counts it: 388 is almost four cores. */
function cpuPercent(before: unknown, after: unknown): number {
  const used =
    numberAt(after, 'cpu_stats', 'cpu_usage', 'total_usage') -
    numberAt(before, 'cpu_stats', 'cpu_usage', 'total_usage');
  const whole = numberAt(after, 'cpu_stats', 'system_cpu_usage') - numberAt(before, 'cpu_stats', 'system_cpu_usage');
  const cores = Math.max(1, numberAt(after, 'cpu_stats', 'online_cpus'));
  return whole > 0 && used > 0 ? (used / whole) * cores * 100 : 0;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1048576).toFixed(2)}MiB`;
}
