import { collected } from '../artifact.js';
import type { Collector, CollectorEnv } from '../collected.js';
import { attempt } from './attempt.js';
import { pidIndex } from './pid-index.js';
import { readText } from './read-text.js';
import { hostSockets } from './sockets-collector.js';

/** The collector about itself: who it was, and whether each listing shows what must be in it (SNS-01…03, SNS-11). */
export const selfCollector: Collector = {
  id: 'self',
  artifacts: ['collector.self'],
  last: true,
  async collect(env) {
    const { status, items } = await env.engine.containers();
    const index = await pidIndex(env);
    const capEff = /^CapEff:\s+(\S+)/m.exec((await readText(env.fs, '/proc/self/status')) ?? '')?.[1] ?? null;
    const running = items.filter((item) => item.running);
    const report = {
      uid: env.uid,
      pid: env.pid,
      capEff,
      controls: [...(await ownControls(env)), ...(await containerControls(env))],
      containersByEngine: status === 'ok' ? running.length : null,
      containersByCgroup: new Set(index.flatMap((entry) => entry.containerId ?? [])).size,
      childProcesses: env.run.started,
      redactionKeyKept: env.keyIsPersistent,
      durationMs: Math.round(env.now().getTime() - env.startedAt.getTime()),
    };
    return [collected(env, 'collector.self', `${JSON.stringify(report, null, 1)}\n`)];
  },
};

interface Control {
  readonly name: string;
  readonly seen: boolean;
  readonly detail: string;
}

async function ownControls(env: CollectorEnv): Promise<Control[]> {
  const index = await pidIndex(env);
  const own = index.find((entry) => entry.pid === env.pid);
  const exe = await attempt(env.fs.readLink('/proc/self/exe'));
  const { controlSeen, controlPort } = await hostSockets(env);
  return [
    { name: 'own-pid', seen: own !== undefined, detail: `pid ${env.pid} in the process listing` },
    {
      name: 'own-exe',
      seen: own?.exe != null && own.exe === exe,
      detail: 'the executable of the collector in the listing',
    },
    { name: 'own-socket', seen: controlSeen, detail: `127.0.0.1:${controlPort}, opened for the listing` },
  ];
}

async function containerControls(env: CollectorEnv): Promise<Control[]> {
  const [index, { items }] = [await pidIndex(env), await env.engine.containers()];
  return items
    .filter((item) => item.running)
    .map((item) => ({
      name: `init:${item.name.slice(0, 100)}`,
      seen: index.some((entry) => entry.pid === item.pid && entry.containerId === item.id),
      detail: `pid ${item.pid}, by cgroup and by the engine`,
    }));
}
