import { refTo } from '../../core/evidence.js';
import { type Fact, type Gap, known, unknown } from '../../core/fact.js';
import { containers, type Engine, engine } from '../../facts/containers.js';
import { processes } from '../../facts/processes.js';
import { readDockerInfo, readDockerVersion } from '../../formats/docker/engine.js';
import { type JsonObject, member, numberOrNull } from '../../formats/text/json-values.js';
import { readOneObject } from '../../formats/text/lined-objects.js';
import { defineParser, type ParseContext } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** The engine by `docker version`, `docker info` and daemon.json; null when it is proven that there is none. */
export const engineParser = defineParser(engine, (context): Fact<Engine | null> => {
  const versions = readArtifacts(context, 'docker.version', readDockerVersion);
  const infos = readArtifacts(context, 'docker.info', (text) =>
    readOneObject(text, ({ object }) => object, 'no docker info'),
  );
  const parsedInfo = readArtifacts(context, 'docker.info', readDockerInfo).rows[0]?.value ?? null;
  const row = versions.rows[0];
  const raw = infos.rows[0]?.value ?? null;
  const server = row?.value.server ?? parsedInfo?.serverVersion ?? null;
  const source = row ?? infos.rows[0];
  if (server === null || !source) {
    const gap = versions.gap ?? { reason: 'unreachable' as const, detail: 'docker version names no server' };
    return provenAbsent(context) ?? unknown(gap.reason, gap.detail);
  }
  const daemon = daemonJson(context);
  const options = parsedInfo?.securityOptions ?? [];
  const value: Engine = {
    engineVersion: server,
    apiVersion: row?.value.apiVersion ?? null,
    containerdVersion: plain(row?.value.components.get('containerd')),
    runcVersion: plain(row?.value.components.get('runc')),
    rootless: options.some((option) => option.startsWith('name=rootless')),
    usernsRemap: options.some((option) => option.startsWith('name=userns')),
    storageDriver: parsedInfo?.storageDriver ?? null,
    securityOptions: options,
    runningContainers: raw === null ? null : numberOrNull(member(raw, 'ContainersRunning')),
    liveRestore: parsedInfo?.liveRestore ?? null,
    warnings: parsedInfo?.warnings ?? [],
    daemonJson: daemon.value,
    ref: refTo(source.artifact, 1, `engine ${server}`),
  };
  const gap = parsedInfo === null ? (infos.gap ?? daemon.gap) : daemon.gap;
  return factOf<unknown, Engine | null>({ rows: [...versions.rows, ...infos.rows], gap: versions.gap }, value, { gap });
});

function plain(version: string | undefined): string | null {
  return version?.replace(/^v(?=\d)/, '') ?? null;
}

/** daemon.json as it stands; `absent` is an answer, anything else that is not content leaves a gap. */
function daemonJson(context: ParseContext): { value: JsonObject | null; gap: Gap | null } {
  const artifacts = context.artifacts('docker.daemon-json');
  if (artifacts.length > 0 && artifacts.every(({ status }) => status === 'absent')) return { value: null, gap: null };
  const { rows, gap } = readArtifacts(context, 'docker.daemon-json', (text) =>
    readOneObject(text.trim() === '' ? '{}' : text, ({ object }) => object, 'not a daemon.json'),
  );
  return { value: rows[0]?.value ?? null, gap };
}

/** The proof is the one that `containers` asks for too: no socket, and no engine in a complete process list. */
function provenAbsent(context: ParseContext): Fact<Engine | null> | null {
  const artifact = context.artifacts('docker.version')[0] ?? context.artifacts('docker.info')[0];
  if (artifact?.status !== 'absent') return null;
  const all = context.fact(containers);
  const view = context.fact(processes);
  if (all.status === 'unknown' || !all.complete || all.value.length > 0) return null;
  if (view.status === 'unknown' || !view.value.hostComplete) return null;
  return known<Engine | null>(null, [refTo(artifact), ...all.evidence], artifact.capturedAt);
}
