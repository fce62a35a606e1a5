import { collected, missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { describeFile, type FileLine } from '../host/describe-file.js';
import { executableOwner } from '../host/executable-owner.js';
import { oddFiles } from '../host/odd-files.js';
import { type PackageDatabase, packageDatabase } from '../host/package-database.js';
import { attempt } from '../proc/attempt.js';
import { pidIndex } from '../proc/pid-index.js';
import { archiveLines } from './archive-lines.js';
import { changesOf } from './changes.js';
import type { EngineContainer } from './engine-access.js';
import { containerSubject } from './engine-artifact.js';

const MAX_LINES = 2000;
const MAX_RUNNING_BYTES = 256 << 20;
const ODD_PLACES = ['/tmp', '/var/tmp', '/dev', '/run', '/root', '/home'];
const ODD_PATH = /^\/(?:[^/]+$|(?:tmp|var\/tmp|dev|run|root|home)\/)/;

/** Files of interest in each running container: changed in the writable layer, in odd places, or running and foreign. */
export const containerFilesCollector: Collector = {
  id: 'container-files',
  artifacts: ['docker.files'],
  deadlineMs: 15_000,
  async collect(env) {
    const { status, detail, items } = await env.engine.containers();
    const running = items.filter((item) => item.running);
    if (running.length === 0 && status !== 'ok')
      return [missing(env, 'docker.files', status, detail ?? 'no containers')];
    return mapLimited(running, 2, (container) => filesOf(env, container));
  },
};

async function filesOf(env: CollectorEnv, container: EngineContainer): Promise<CollectedArtifact> {
  const subject = containerSubject(container.name);
  const { answer, entries } = await changesOf(env, container);
  const changed = (entries ?? []).filter((entry) => entry.kind !== 'deleted').map((entry) => entry.path);
  const root = await rootOf(env, container);
  if (root === null) return fromArchive(env, container, changed);
  const database = await packageDatabase(root);
  const odd = await oddFiles(root, ODD_PLACES);
  const paths = [...new Set([...changed, ...odd])];
  const described = await mapLimited(paths.slice(0, MAX_LINES * 5), 8, (path) =>
    candidate(root, path, database, changed),
  );
  const lines = [...(await runningForeign(env, container)), ...described.filter((line) => line !== null)];
  const cut = lines.length > MAX_LINES || paths.length > MAX_LINES * 5;
  const detail = cut ? `more than ${MAX_LINES} files of interest` : entries === null ? answer.detail : null;
  const status = cut || entries === null ? 'truncated' : 'ok';
  const content = lines
    .slice(0, MAX_LINES)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
  return collected(env, 'docker.files', content, {
    subject,
    status,
    detail,
    source: { file: `/proc/${container.pid}/root` },
  });
}

/** The container's own tree; null when the process is not here or may not be read. */
async function rootOf(env: CollectorEnv, container: EngineContainer): Promise<ReadOnlyFs | null> {
  const entry = (await pidIndex(env)).find(({ pid }) => pid === container.pid);
  if (entry === undefined || (entry.containerId !== null && entry.containerId !== container.id)) return null;
  const root = env.fs.within(`/proc/${container.pid}/root`);
  return (await attempt(root.list('/'))) === null ? null : root;
}

/** Executables, programs by their first bytes and everything in odd places is hashed; other changed files are named. */
async function candidate(
  root: ReadOnlyFs,
  path: string,
  database: PackageDatabase,
  changed: readonly string[],
): Promise<FileLine | null> {
  const plain = await describeFile(root, path, database, false);
  if (plain === null || plain.magic === 'directory') return null;
  const executable = (Number.parseInt(plain.mode, 8) & 0o111) !== 0;
  const program = plain.magic === 'elf' || plain.magic === 'script' || executable;
  if (!program && !ODD_PATH.test(path)) return changed.length > MAX_LINES ? null : plain;
  return describeFile(root, path, database, true);
}

/** Programs that run in the container from files that are gone, in memory or in odd places: hashed through /proc. */
async function runningForeign(env: CollectorEnv, container: EngineContainer): Promise<FileLine[]> {
  const own = (await pidIndex(env)).filter((entry) => entry.containerId === container.id && entry.exe !== null);
  const foreign = own.filter((entry) => entry.exeDeleted || ODD_PATH.test(entry.exe ?? ''));
  const firsts = [...new Map(foreign.map((entry) => [entry.exe, entry])).values()];
  const lines = await mapLimited(firsts.slice(0, 50), 2, async (entry): Promise<FileLine | null> => {
    const { pid, exe } = entry;
    const [owner, digest, stat] = await Promise.all([
      executableOwner(env, entry),
      attempt(env.fs.digest(`/proc/${pid}/exe`, MAX_RUNNING_BYTES)),
      attempt(env.fs.stat(`/proc/${pid}/exe`)),
    ]);
    if (stat === null) return null;
    return {
      path: exe ?? '',
      sizeBytes: stat.sizeBytes,
      mode: stat.mode.toString(8).padStart(4, '0'),
      uid: stat.uid,
      gid: stat.gid,
      mtime: stat.mtime.toISOString(),
      sha256: digest?.sha256 ?? null,
      magic: 'elf',
      packageOwned: owner.owned ?? (owner.package === null ? false : null),
      packageName: owner.package,
    };
  });
  return lines.filter((line) => line !== null);
}

async function fromArchive(
  env: CollectorEnv,
  container: EngineContainer,
  changed: readonly string[],
): Promise<CollectedArtifact> {
  const subject = containerSubject(container.name);
  const { lines, complete } = await archiveLines(
    env,
    container.id,
    changed.filter((path) => ODD_PATH.test(path) || /bin\//.test(path)),
  );
  const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const detail = complete
    ? 'read through the engine: only changed files in odd places and bin folders'
    : 'not all changed files could be read';
  return collected(env, 'docker.files', content, {
    subject,
    status: 'truncated',
    detail,
    source: { api: 'GET /containers/{id}/archive' },
  });
}
