import { readSensorLine } from '../../formats/sensor-events/read-sensor-events.js';
import { collected, failureDetail, missing, statusOf } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { readFileArtifact } from '../host/file-artifact.js';
import { pidIndex } from '../proc/pid-index.js';
import { redactAuditLog } from '../redact/redact-audit.js';
import { readCarrier } from './read-carrier.js';

/** The end of a log: a day of a quiet server, an hour of a busy one. */
const maxBytes = 4 << 20;
const auditLog = '/var/log/audit/audit.log';
const mostFiles = 8;
const mostNodes = 50;

/** Both halves of the sensor: auditd's log, and the files that sensors in Node processes write. */
export const sensorsCollector: Collector = {
  id: 'sensors',
  artifacts: ['audit.log', 'sensor.events'],
  async collect(env) {
    const audit = readFileArtifact(env, 'audit.log', auditLog, {
      maxBytes,
      tail: true,
      transform: (bytes) => Buffer.from(redactAuditLog(bytes.toString('utf8'), env.redact)),
      change: { filtered: true },
    });
    return [await audit, ...(await sensorFiles(env))];
  },
};

interface SensorFile {
  readonly pid: number;
  readonly subject: string;
  readonly path: string;
}

async function sensorFiles(env: CollectorEnv): Promise<CollectedArtifact[]> {
  const found = new Map<string, SensorFile>();
  for (const file of await declaredFiles(env))
    if (found.size < mostFiles && !found.has(`${file.subject} ${file.path}`))
      found.set(`${file.subject} ${file.path}`, file);
  if (found.size === 0)
    return [missing(env, 'sensor.events', 'absent', 'no Node process here is told to write sensor events into a file')];
  return Promise.all([...found.values()].map((file, index) => readEvents(env, file, index + 1)));
}

/** `CANDOR_SENSOR_FILE` of each Node process; its path counts in that process's own root. */
async function declaredFiles(env: CollectorEnv): Promise<SensorFile[]> {
  const { items } = await env.engine.containers();
  const nodes = (await pidIndex(env)).filter(({ exe }) => /(?:^|\/)node(?:js)?$/.test(exe ?? '')).slice(0, mostNodes);
  const files = await Promise.all(
    nodes.map(async ({ pid, containerId }): Promise<SensorFile[]> => {
      const path = (await readCarrier(env.fs, pid))?.settings?.file ?? '';
      const container = containerId === null ? null : (items.find(({ id }) => id === containerId)?.name ?? containerId);
      return path.startsWith('/')
        ? [{ pid, subject: container === null ? 'host' : `container:${container}`, path }]
        : [];
    }),
  );
  return files.flat();
}

/** Only lines of the sensor are kept: whoever sets the variable may name any file. */
async function readEvents(
  env: CollectorEnv,
  { pid, subject, path }: SensorFile,
  order: number,
): Promise<CollectedArtifact> {
  const change = { subject, order, source: { file: path } };
  try {
    const root = subject === 'host' ? env.fs : env.fs.within(`/proc/${pid}/root`);
    const { bytes, truncated } = await root.read(path, { maxBytes, tail: true });
    const lines = bytes
      .toString('utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && readSensorLine(line, 0) !== null);
    const text = env.redact.text(lines.map((line) => `${line}\n`).join(''));
    const detail = truncated ? `${path} is longer than what was read` : null;
    return collected(env, 'sensor.events', text, { ...change, status: truncated ? 'truncated' : 'ok', detail });
  } catch (error) {
    return missing(env, 'sensor.events', statusOf(error), failureDetail(env, path, error), change);
  }
}
