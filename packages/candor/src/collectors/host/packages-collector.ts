import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { collected, missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { commandArtifact } from '../command-artifact.js';
import { errorCode } from '../env/error-code.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';
import { hasPackageDigest } from './is-owned-unchanged.js';
import { type OwnedFile, packageDatabase } from './package-database.js';

const unzip = promisify(gunzip);
const MAX_CHANGELOG_BYTES = 8 << 20;

/** Packages whose programs would hide an intruder or let one in (HST-13). */
const VERIFIED =
  /^(?:docker[\w.-]*|containerd[\w.-]*|runc|openssh-[\w-]+|nginx[\w-]*|libnginx[\w-]*|coreutils|systemd|nodejs|procps|bash|dash|sudo|login|passwd|cron|iproute2|util-linux|libpam[\w-]*|libc-bin|libc6|findutils|grep|sed|nftables|iptables)$/;
const PROGRAMS =
  /^\/(?:bin|sbin|usr\/libexec)\/|^\/lib\/(?:systemd|openssh|docker|nginx|sudo|dpkg|apt)\/|^\/lib(?:32|64)?\/.{0,200}\.so(?:\.|$)/;

/** Packages with known holes that distributions fix without a new upstream version (advisories.md). */
const CHANGELOGS = [
  'nginx',
  'nginx-common',
  'docker.io',
  'runc',
  'containerd',
  'openssh-server',
  'openssh-client',
  'nodejs',
  'libc6',
  'sudo',
];

/** The distribution's packages: list, integrity of the important ones, updates that wait, fixes carried back. */
export const packagesCollector: Collector = {
  id: 'packages',
  artifacts: ['host.packages', 'host.package-verify', 'host.pending-updates', 'host.package-changelogs'],
  deadlineMs: 12_000,
  async collect(env) {
    return Promise.all([packages(env), verify(env), pendingUpdates(env), changelogs(env)]);
  },
};

/** As `dpkg-query -W` prints them, from /var/lib/dpkg/status. */
async function packages(env: CollectorEnv): Promise<CollectedArtifact> {
  const source = { file: '/var/lib/dpkg/status' };
  const status = await readText(env.fs, source.file, 64 << 20);
  if (status === null)
    return missing(env, 'host.packages', 'absent', 'no dpkg database: not a Debian or Ubuntu host', { source });
  const lines = status.split('\n\n').flatMap((entry) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(entry)?.[1] ?? '';
    const name = field('Package');
    if (name === '' || !/ installed$/.test(field('Status'))) return [];
    const suffix = field('Multi-Arch') === 'same' ? `:${field('Architecture')}` : '';
    return [`${name}${suffix}\t${field('Version')}\n`];
  });
  return collected(env, 'host.packages', lines.join(''), { source });
}

/** As `dpkg --verify` prints deviations, for programs and libraries of the important packages only. */
async function verify(env: CollectorEnv): Promise<CollectedArtifact> {
  const source = { file: '/var/lib/dpkg/info/*.md5sums' };
  const database = await packageDatabase(env.fs);
  if (database.size === 0) return missing(env, 'host.package-verify', 'absent', 'no package database', { source });
  const wanted = [...database].filter(
    ([path, file]) =>
      VERIFIED.test(file.package) &&
      PROGRAMS.test(path) &&
      !path.includes('/node_modules/') &&
      !path.includes('/node_modules/'),
  );
  let unread = 0;
  const lines = await mapLimited(wanted, 4, async ([path, file]) => {
    const verdict = await deviation(env, path, file);
    if (verdict === 'unread') unread += 1;
    return verdict === 'unread' ? '' : verdict;
  });
  const detail = unread === 0 ? null : `${unread} of ${wanted.length} files could not be read`;
  return collected(env, 'host.package-verify', lines.join(''), {
    source,
    status: unread === 0 ? 'ok' : 'truncated',
    detail,
  });
}

async function deviation(env: CollectorEnv, path: string, file: OwnedFile): Promise<string> {
  try {
    return (await hasPackageDigest(env.fs, path, file)) ? '' : `??5??????   ${path}\n`;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return 'unread';
    // Diversions and alternatives move files; dpkg itself would know, so this is left to a full `dpkg --verify`.
    return (await attempt(env.fs.lstat(`/usr${path}`))) === null ? `missing     ${path}\n` : '';
  }
}

/** `apt-get update` moves each list through these folders, also when nothing is new; a rebuilt cache says nothing. */
const UPDATE_TRACES = [
  '/var/lib/apt/lists',
  '/var/lib/apt/lists/partial',
  '/var/lib/apt/periodic/update-success-stamp',
];

/** Two lines above apt's own: when the lists were fetched, and of what moment the newest security list is. */
async function listDates(env: CollectorEnv): Promise<string> {
  const traces = await Promise.all(UPDATE_TRACES.map((path) => attempt(env.fs.stat(path))));
  const fetched = traces.flatMap((stat) => (stat === null ? [] : [stat.mtime.getTime()]));
  const names = (await attempt(env.fs.list('/var/lib/apt/lists'))) ?? [];
  const lists = await Promise.all(
    names
      .filter((name) => /security.{0,200}_(?:In)?Release$/.test(name))
      .slice(0, 20)
      .map((name) => attempt(env.fs.stat(`/var/lib/apt/lists/${name}`))),
  );
  const dated = lists.flatMap((stat) => (stat === null ? [] : [stat.mtime.getTime()]));
  const line = (words: string, moments: readonly number[]) =>
    moments.length === 0 ? '' : `# ${words} ${new Date(Math.max(...moments)).toISOString()}\n`;
  return line('package lists updated at', fetched) + line('security lists made at', dated);
}

async function pendingUpdates(env: CollectorEnv): Promise<CollectedArtifact> {
  const head = await listDates(env);
  return commandArtifact(env, {
    id: 'host.pending-updates',
    command: ['apt-get', '-s', '-o', 'Debug::NoLocking=true', 'upgrade'],
    costs: 'security updates that wait are not known',
    timeoutMs: 10_000,
    content: (result) => head + result.stdout.toString(),
  });
}

/** Heads of changelog entries and the lines that name a CVE (deb-changelog(5)). */
async function changelogs(env: CollectorEnv): Promise<CollectedArtifact> {
  const sections = await mapLimited(CHANGELOGS, 4, async (name) => {
    for (const file of ['changelog.Debian.gz', 'changelog.gz', 'changelog.Debian']) {
      const path = `/usr/share/doc/${name}/${file}`;
      const found = await attempt(env.fs.read(path, { maxBytes: MAX_CHANGELOG_BYTES }));
      const text = found === null ? null : await plainText(found.bytes, file);
      if (text !== null) return `==> ${path} <==\n${selectChangelog(text)}`;
    }
    return null;
  });
  const found = sections.filter((section) => section !== null);
  if (found.length === 0)
    return missing(env, 'host.package-changelogs', 'absent', 'no changelogs under /usr/share/doc');
  const text = found.join('\n');
  return collected(env, 'host.package-changelogs', text, { source: { file: '/usr/share/doc' }, filtered: true });
}

async function plainText(bytes: Buffer, name: string): Promise<string | null> {
  if (!name.endsWith('.gz')) return bytes.toString();
  const text = await attempt(unzip(bytes, { maxOutputLength: 32 << 20 }));
  return text?.toString() ?? null;
}

function selectChangelog(text: string): string {
  const lines = text.split('\n').filter((line) => /^[a-z0-9][a-z0-9+.-]* \(/.test(line) || line.includes('CVE-'));
  return `${lines.slice(0, 20_000).join('\n')}\n`;
}
