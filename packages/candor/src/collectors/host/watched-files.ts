import type { CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import type { FileStat } from '../env/read-only-fs.js';
import { nginxConfig } from '../nginx/nginx-config.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';
import { commandPaths, unitCommands } from './command-paths.js';
import { gatherSections } from './gather-sections.js';

const MAX_PATHS = 300;
/** Folders that root's shell, cron and systemd search for programs, as Debian sets PATH. */
const ROOT_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin'];
/** Crontabs that run as root or name their user; `/var/spool/cron/crontabs/root` is root's own. */
const ROOT_CRON = [
  '/etc/crontab',
  '/etc/anacrontab',
  '/etc/cron.d',
  '/etc/cron.hourly',
  '/etc/cron.daily',
  '/etc/cron.weekly',
  '/etc/cron.monthly',
  '/var/spool/cron/crontabs/root',
];

/** Rules that a service loads at boot: nftables(8), netfilter-persistent(8). */
const SAVED_FILTERS = ['/etc/nftables.conf', '/etc/iptables/rules.v4', '/etc/iptables/rules.v6'];
const FILTER_UNITS = ['nftables.service', 'netfilter-persistent.service', 'ufw.service', 'firewalld.service'];

/** A line of `host.files` about a file whose owner, mode or age matters (see the fact `watched-files`). */
export interface WatchedLine {
  readonly kind: 'nginx-config' | 'key' | 'root-runs' | 'saved-filter';
  readonly path: string;
  /** Octal, four digits; of the file that a link leads to. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  /** Name of the group in group(5); null when it has none. */
  readonly groupName: string | null;
  /** Somebody beside root can write: everybody, an owner, or a group that has members. A sticky folder is not open. */
  readonly othersWrite: boolean;
  readonly mtime: string;
}

/** Groups of the host: the name and whether anybody is in it. */
type Groups = ReadonlyMap<number, { readonly name: string; readonly peopled: boolean }>;

/** What the proxy reads, the keys that it serves with, and what root runs by itself, parents included. */
export async function watchedFiles(env: CollectorEnv): Promise<WatchedLine[]> {
  const groups = await groupsOf(env);
  const text = (await nginxConfig(env)).content.toString();
  const [configs, keys, runs] = [dumpedFiles(text), keyPaths(text), await rootRuns(env)];
  const lines = await Promise.all([
    linesOf(env, 'nginx-config', configs, groups),
    linesOf(env, 'key', keys, groups),
    linesOf(env, 'saved-filter', await savedFilters(env), groups),
    linesOf(env, 'root-runs', [...ROOT_PATH, ...runs], groups),
    openParents(env, runs, groups),
  ]);
  return lines.flat();
}

/** Files of a dump: `# configuration file /etc/nginx/nginx.conf:` (ngx_conf_file.c). */
export function dumpedFiles(dump: string): string[] {
  const found = [...dump.matchAll(/^# configuration file (\/[^\n]{1,4095}):$/gm)];
  return [...new Set(found.flatMap((match) => match[1] ?? []))].slice(0, MAX_PATHS);
}

/** Files of saved rules and links of enabled services; the folder of units itself says that they were looked for. */
async function savedFilters(env: CollectorEnv): Promise<string[]> {
  const folder = '/etc/systemd/system';
  const folders = ((await attempt(env.fs.list(folder))) ?? []).filter((name) => name.endsWith('.wants'));
  const enabled = folders.flatMap((wants) => FILTER_UNITS.map((unit) => `${folder}/${wants}/${unit}`));
  return [folder, ...SAVED_FILTERS, ...enabled];
}

function keyPaths(dump: string): string[] {
  const found = [...dump.matchAll(/^\s{0,80}ssl_certificate_key\s{1,40}["']?(\/[^\s;"'$]{1,1000})["']?\s{0,20};/gm)];
  return [...new Set(found.flatMap((match) => match[1] ?? []))].slice(0, MAX_PATHS);
}

/** Files of cron and systemd that root obeys, and the programs that they name. */
async function rootRuns(env: CollectorEnv): Promise<string[]> {
  const cron = await gatherSections(env, ROOT_CRON, (path) => !path.endsWith('/.placeholder'));
  const units = await gatherSections(env, ['/etc/systemd/system'], (path) => path.endsWith('.service'));
  const named = [
    ...cron.sections.flatMap(({ path, text }) => (/\/cron\.[a-z]+ly\//.test(path) ? [] : commandPaths(text))),
    ...units.sections.flatMap(({ text }) => unitCommands(text).flatMap(commandPaths)),
  ];
  const programs = await mapLimited([...new Set(named)].slice(0, MAX_PATHS), 8, async (path) => {
    const stat = await attempt(env.fs.stat(path));
    const runs = stat?.kind === 'file' && ((stat.mode & 0o111) !== 0 || /\.(?:sh|py|m?js|cjs|pl|php|rb)$/.test(path));
    return runs ? path : null;
  });
  const own = [...cron.sections, ...units.sections].map(({ path }) => path);
  return [...new Set([...own, ...programs.filter((path) => path !== null)])];
}

/** Folders above the files in which somebody else can put another file in their place. */
async function openParents(env: CollectorEnv, paths: readonly string[], groups: Groups): Promise<WatchedLine[]> {
  const folders = paths.flatMap((path) => {
    const parts = path.split('/').slice(1, -1);
    return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
  });
  const lines = await linesOf(env, 'root-runs', [...new Set(folders)], groups);
  return lines.filter(({ othersWrite }) => othersWrite);
}

async function linesOf(
  env: CollectorEnv,
  kind: WatchedLine['kind'],
  paths: readonly string[],
  groups: Groups,
): Promise<WatchedLine[]> {
  const lines = await mapLimited(paths.slice(0, 2 * MAX_PATHS), 8, async (path): Promise<WatchedLine | null> => {
    const stat = await attempt(env.fs.stat(path));
    if (stat === null) return null;
    // A link that was put there later is a change too, whatever the age of the file behind it.
    const link = (await attempt(env.fs.lstat(path))) ?? stat;
    const newest = Math.max(link.mtime.getTime(), stat.mtime.getTime());
    return {
      kind,
      path,
      mode: stat.mode.toString(8).padStart(4, '0'),
      uid: stat.uid,
      gid: stat.gid,
      groupName: groups.get(stat.gid)?.name ?? null,
      othersWrite: othersWrite(stat, groups),
      mtime: new Date(newest).toISOString(),
    };
  });
  return lines.filter((line) => line !== null);
}

function othersWrite({ kind, mode, uid, gid }: FileStat, groups: Groups): boolean {
  if (kind === 'directory' && (mode & 0o1000) !== 0) return false;
  if ((mode & 0o002) !== 0 || (uid !== 0 && (mode & 0o200) !== 0)) return true;
  return (mode & 0o020) !== 0 && gid !== 0 && groups.get(gid)?.peopled !== false;
}

/** group(5) and the primary groups of passwd(5); a group of which nothing is known counts as peopled. */
async function groupsOf(env: CollectorEnv): Promise<Groups> {
  const rows = async (path: string) => ((await readText(env.fs, path, 4 << 20)) ?? '').split('\n');
  const primary = new Set((await rows('/etc/passwd')).map((line) => Number(line.split(':')[3] ?? Number.NaN)));
  const groups = (await rows('/etc/group')).map((line) => line.split(':'));
  return new Map(
    groups.flatMap(([name = '', , id, members = '']) => {
      const gid = Number(id ?? Number.NaN);
      if (name === '' || !Number.isInteger(gid)) return [];
      return [[gid, { name, peopled: members.trim() !== '' || (gid !== 0 && primary.has(gid)) }] as const];
    }),
  );
}
