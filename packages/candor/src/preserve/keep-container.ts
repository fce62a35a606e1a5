import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { demultiplex } from '../collectors/docker/demultiplex.js';
import type { EngineAccess, EngineContainer } from '../collectors/docker/engine-access.js';
import { at, listOf, parseJson, textAt } from '../collectors/docker/json.js';
import { redactJson } from '../collectors/redact/redact-json.js';
import type { Redactor } from '../collectors/redact/redactor.js';
import { type EvidenceFolder, fileNameOf } from './evidence-folder.js';
import { keepProcess, processesOf, processTree } from './keep-process.js';

const mostProcesses = 200;
const mostChangedFiles = 5_000;
const logTailLines = 20_000;
const logBytes = 64 * 1024 * 1024;

/**
 * Keeps a container as it is now: its processes first, because they are what ends; then inspection, changed files of the
 * writable layer, the tail of its log. Nothing in the container is run or changed.
 */
export async function keepContainer(
  folder: EvidenceFolder,
  container: EngineContainer,
  engine: EngineAccess,
  redact: Redactor,
): Promise<void> {
  const pids = processesOf(container.id);
  for (const pid of pids.slice(0, mostProcesses)) keepProcess(folder, pid, redact);
  if (pids.length > mostProcesses)
    folder.missing('/proc', `only ${mostProcesses} of ${pids.length} processes were kept`);
  if (container.pid > 0) folder.addText('process-tree.txt', '/proc', processTree(container.pid));
  else folder.missing('/proc', 'the container does not run: it has no processes');
  const inspect = redactJson(container.inspect, redact);
  folder.addText('inspect.json', `GET /containers/${container.id}/json`, `${JSON.stringify(inspect, null, 2)}\n`);
  await keepChanges(folder, container, engine);
  await keepLog(folder, container, engine, redact);
}

async function keepChanges(folder: EvidenceFolder, container: EngineContainer, engine: EngineAccess): Promise<void> {
  const source = `GET /containers/${container.id}/changes`;
  const answer = await engine.get(`/containers/${container.id}/changes`, { timeoutMs: 20_000 });
  const rows = parseJson(answer.bytes);
  if (answer.status !== 'ok' || (rows !== null && !Array.isArray(rows))) {
    folder.missing(source, answer.detail ?? answer.status);
    return;
  }
  const changes = listOf(rows).map((row) => ({
    kind: ['C', 'A', 'D'][Number(at(row, 'Kind'))] ?? '?',
    path: textAt(row, 'Path'),
  }));
  folder.addText(
    'layer/changes.txt',
    source,
    changes.map(({ kind, path }) => `${kind} ${JSON.stringify(path)}\n`).join(''),
  );
  const upper = container.upperDir;
  if (upper === null) {
    folder.missing(source, 'the storage driver has no folder that can be read: changed files are only named');
    return;
  }
  const files = changes.filter(({ kind, path }) => kind !== 'D' && isRegularBelow(upper, path));
  for (const [index, { path }] of files.slice(0, mostChangedFiles).entries())
    folder.copy(`layer/files/${String(index + 1).padStart(4, '0')}-${fileNameOf(path)}`, join(upper, path));
  if (files.length > mostChangedFiles)
    folder.missing(upper, `only ${mostChangedFiles} of ${files.length} changed files were kept`);
}

/** A regular file that really lies below the layer: a link inside of it may point anywhere. */
function isRegularBelow(upper: string, path: string): boolean {
  try {
    const full = join(upper, path);
    const parent = realpathSync(dirname(full));
    const root = realpathSync(upper);
    return (parent === root || parent.startsWith(`${root}/`)) && lstatSync(full).isFile();
  } catch {
    return false; // a folder's entry, or gone meanwhile: changes.txt names it
  }
}

async function keepLog(
  folder: EvidenceFolder,
  container: EngineContainer,
  engine: EngineAccess,
  redact: Redactor,
): Promise<void> {
  const path = `/containers/${container.id}/logs?stdout=1&stderr=1&timestamps=1&tail=${logTailLines}`;
  const answer = await engine.get(path, { maxBytes: logBytes, timeoutMs: 20_000 });
  if (answer.status !== 'ok' && answer.status !== 'truncated') {
    folder.missing(`GET ${path}`, answer.detail ?? answer.status);
    return;
  }
  const bytes = container.tty ? answer.bytes : demultiplex(answer.bytes);
  folder.addText('log-tail.txt', `GET ${path}`, redact.text(bytes.toString('utf8')));
}
