import { collected, missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from '../proc/attempt.js';
import { pidIndex } from '../proc/pid-index.js';
import { readText } from '../proc/read-text.js';
import type { EngineContainer } from './engine-access.js';
import { containerSubject } from './engine-artifact.js';

const RELEASES = ['/etc/os-release', '/usr/lib/os-release'];
const CRON_FOLDERS = ['/etc/cron.d', '/var/spool/cron', '/var/spool/cron/crontabs', '/etc/crontabs'];

/** Which system is inside each running container, and what its cron would run: its files, read from outside. */
export const containerSystemCollector: Collector = {
  id: 'container-systems',
  artifacts: ['container.exec', 'container.cron'],
  async collect(env) {
    const { status, detail, items } = await env.engine.containers();
    const running = items.filter((item) => item.running);
    if (running.length === 0 && status !== 'ok') {
      return containerSystemCollector.artifacts.map((id) => missing(env, id, status, detail ?? 'no containers'));
    }
    return (await mapLimited(running, 4, (container) => systemOf(env, container))).flat();
  },
};

async function systemOf(env: CollectorEnv, container: EngineContainer): Promise<CollectedArtifact[]> {
  const subject = containerSubject(container.name);
  const entry = (await pidIndex(env)).find(({ pid }) => pid === container.pid);
  const root = env.fs.within(`/proc/${container.pid}/root`);
  const isHere = entry?.containerId === container.id && (await attempt(root.list('/'))) !== null;
  if (!isHere) {
    const detail = 'its files cannot be read from here; run with sudo on the host of the engine';
    return containerSystemCollector.artifacts.map((id) => missing(env, id, 'denied', detail, { subject }));
  }
  const source = { file: `/proc/${container.pid}/root${RELEASES[0]}` };
  const texts = await Promise.all(RELEASES.map((path) => readText(root, path)));
  const release = texts.find((text) => text !== null) ?? null;
  const system =
    release === null
      ? missing(env, 'container.exec', 'absent', 'the image has no os-release file', { subject, source })
      : collected(env, 'container.exec', release, { subject, source });
  const cron = await cronFiles(env, root);
  return [system, collected(env, 'container.cron', cron, { subject, source: { file: '/etc/crontab' } })];
}

async function cronFiles(env: CollectorEnv, root: CollectorEnv['fs']): Promise<string> {
  const lists = CRON_FOLDERS.map(async (folder) => {
    const entries = (await attempt(root.entries(folder))) ?? [];
    return entries.flatMap(({ name, kind }) => (kind === 'file' && !/[\n\r]/.test(name) ? [`${folder}/${name}`] : []));
  });
  const paths = ['/etc/crontab', ...(await Promise.all(lists)).flat()].slice(0, 200);
  const sections = await mapLimited(paths, 4, async (path) => {
    const text = await readText(root, path);
    return text === null ? '' : `==> ${path} <==\n${env.redact.text(text)}\n`;
  });
  return sections.join('');
}
