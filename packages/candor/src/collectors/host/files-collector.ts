import { appPlaces } from '../app/app-places.js';
import { collected } from '../artifact.js';
import type { Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from '../proc/attempt.js';
import { pidIndex } from '../proc/pid-index.js';
import { describeFile, type FileLine } from './describe-file.js';
import { executableOwner } from './executable-owner.js';
import { oddFiles } from './odd-files.js';
import { normalPath, packageDatabase } from './package-database.js';
import { watchedFiles } from './watched-files.js';

/** Folders that everybody may write to, where no program belongs. */
const OPEN_PLACES = ['/tmp', '/var/tmp', '/dev/shm', '/dev', '/run/user', '/run/shm', '/var/www'];
const SECRET_NAME = /^(?:\.env(?:\.[\w-]{1,40})?|id_(?:rsa|ed25519|ecdsa)|\.npmrc|\.pgpass|[\w.-]{1,60}\.(?:pem|key))$/;
const NO_SECRET = /\.(?:example|sample|template|dist)$/;
/** The engine's own files, whose owner and mode say who controls every container (CTR-31, CTR-35). */
const ENGINE_PATHS = [
  '/var/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/etc/docker',
  '/etc/docker/daemon.json',
  '/etc/containerd',
  '/etc/containerd/config.toml',
  '/etc/default/docker',
  '/lib/systemd/system/docker.service',
  '/lib/systemd/system/docker.socket',
  '/lib/systemd/system/containerd.service',
  '/var/lib/docker',
];
const MAX_LINES = 2000;

/** Files on the host that a check asks about: secrets and who can read them, programs where none belong. */
export const filesCollector: Collector = {
  id: 'host-files',
  artifacts: ['host.files'],
  deadlineMs: 8000,
  async collect(env) {
    const [stray, running, secrets, engine, watched] = await Promise.all([
      strayFiles(env),
      runningOutside(env),
      secretFiles(env),
      engineFiles(env),
      watchedFiles(env),
    ]);
    const lines = [...engine, ...watched, ...secrets, ...running, ...stray];
    const content = lines
      .slice(0, MAX_LINES)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    const cut = lines.length > MAX_LINES ? `more than ${MAX_LINES} files of interest` : null;
    const blind = env.uid === 0 ? null : "other users' files and executables are not seen; run with sudo to see them";
    const detail = cut ?? blind;
    return [
      collected(env, 'host.files', content, {
        status: detail === null ? 'ok' : 'truncated',
        detail,
        source: { api: 'lstat(2)' },
      }),
    ];
  },
};

async function engineFiles(env: CollectorEnv) {
  const database = await packageDatabase(env.fs);
  const lines = await mapLimited(ENGINE_PATHS, 4, (path) => describeFile(env.fs, path, database, false));
  return lines.filter((line) => line !== null).map((line) => ({ kind: 'engine', ...line }));
}

async function strayFiles(env: CollectorEnv) {
  const database = await packageDatabase(env.fs);
  const paths = await oddFiles(env.fs, OPEN_PLACES);
  const lines = await mapLimited(paths, 4, (path) => describeFile(env.fs, path, database, true));
  return lines.filter((line) => line !== null && isProgram(line)).map((line) => ({ kind: 'stray', ...line }));
}

function isProgram(line: FileLine): boolean {
  return line.magic === 'elf' || (line.magic === 'script' && (Number.parseInt(line.mode, 8) & 0o111) !== 0);
}

/** Executables of running processes that no package knows, or that are gone: hashed through /proc/PID/exe. */
async function runningOutside(env: CollectorEnv) {
  const database = await packageDatabase(env.fs);
  const index = (await pidIndex(env)).filter((entry) => entry.containerId === null && entry.exe !== null);
  const foreign = index.filter((entry) => entry.exeDeleted || !database.has(normalPath(entry.exe ?? '')));
  const firsts = [...new Map(foreign.map((entry) => [`${entry.exe}${entry.exeDeleted}`, entry])).values()];
  const lines = await mapLimited(firsts.slice(0, 50), 2, async (entry) => {
    const { pid, exe, exeDeleted } = entry;
    const owner = await executableOwner(env, entry);
    const digest = await attempt(env.fs.digest(`/proc/${pid}/exe`, 256 << 20));
    const stat = await attempt(env.fs.stat(`/proc/${pid}/exe`));
    if (digest === null || stat === null) return null;
    const mode = stat.mode.toString(8).padStart(4, '0');
    return {
      kind: 'running',
      path: exe,
      pid,
      exeDeleted,
      sizeBytes: stat.sizeBytes,
      mode,
      uid: stat.uid,
      mtime: stat.mtime.toISOString(),
      sha256: digest.sha256,
      magic: 'elf',
      packageOwned: owner.owned,
      packageName: owner.package,
    };
  });
  return lines.filter((line) => line !== null);
}

async function secretFiles(env: CollectorEnv) {
  const places = await appPlaces(env);
  const folders = [...new Set(places.flatMap((place) => (place.hostPath === null ? [] : [place.hostPath])))];
  const found = await mapLimited(folders, 4, async (folder) => {
    const entries = (await attempt(env.fs.entries(folder))) ?? [];
    const names = entries.filter(
      ({ name, kind }) => kind === 'file' && SECRET_NAME.test(name) && !NO_SECRET.test(name),
    );
    return mapLimited(names.slice(0, 100), 4, ({ name }) => secretLine(env, `${folder}/${name}`));
  });
  return found.flat().filter((line) => line !== null);
}

/** Readable by others only when the file and every folder above it let them (HST-11: parents included). */
async function secretLine(env: CollectorEnv, path: string) {
  const stat = await attempt(env.fs.lstat(path));
  if (stat === null) return null;
  const parts = path.split('/').slice(1, -1);
  const parents = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
  const stats = await Promise.all(parents.map((parent) => attempt(env.fs.stat(parent))));
  const reachable = stats.every((parent) => parent === null || (parent.mode & 0o001) !== 0);
  const othersCanRead = (stat.mode & 0o004) !== 0 && reachable;
  const mode = stat.mode.toString(8).padStart(4, '0');
  return {
    kind: 'secret',
    path,
    sizeBytes: stat.sizeBytes,
    mode,
    uid: stat.uid,
    gid: stat.gid,
    mtime: stat.mtime.toISOString(),
    othersCanRead,
  };
}
