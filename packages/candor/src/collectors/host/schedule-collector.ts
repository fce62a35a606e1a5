import { posix } from 'node:path';
import { collected } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { commandArtifact } from '../command-artifact.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from '../proc/attempt.js';
import { type Gathered, gatherSections, sectionsArtifact } from './gather-sections.js';
import { isOwnedUnchanged } from './is-owned-unchanged.js';
import { noSystemd } from './no-systemd.js';
import { normalPath, packageDatabase } from './package-database.js';

const CRON = [
  '/etc/crontab',
  '/etc/anacrontab',
  '/etc/cron.d',
  '/etc/cron.hourly',
  '/etc/cron.daily',
  '/etc/cron.weekly',
  '/etc/cron.monthly',
  '/var/spool/cron',
  '/var/spool/anacron',
];
const UNITS = ['/etc/systemd', '/run/systemd/system', '/usr/lib/systemd/system', '/usr/local/lib/systemd'];
const PROFILES = [
  '/etc/profile',
  '/etc/profile.d',
  '/etc/bash.bashrc',
  '/etc/environment',
  '/etc/zsh',
  '/root/.bashrc',
  '/root/.profile',
  '/root/.bash_profile',
];
const PERSISTENCE = [
  '/etc/rc.local',
  '/etc/apt/apt.conf.d',
  '/etc/dpkg/dpkg.cfg.d',
  '/etc/udev/rules.d',
  '/etc/modprobe.d',
  '/etc/modules-load.d',
  '/etc/pam.d',
  '/etc/ssh/sshd_config',
  '/etc/ssh/sshd_config.d',
  '/etc/nsswitch.conf',
  '/etc/update-motd.d',
  '/etc/logrotate.d',
  '/etc/init.d',
];

/** Where nginx takes modules from. The folders are listed too: a listing without them did not look (PER-13). */
const NGINX = ['/etc/nginx/modules-enabled', '/usr/lib/nginx/modules'];

/** Everything that starts by itself: cron, systemd, login scripts, preloaded libraries; and which package owns it. */
export const scheduleCollector: Collector = {
  id: 'schedules',
  artifacts: [
    'host.cron',
    'host.systemd-units',
    'host.systemd-timers',
    'host.profile-scripts',
    'host.persistence',
    'host.ld-preload',
    'host.package-owners',
  ],
  async collect(env) {
    const [cron, allUnits, profiles, persistence, preload] = await Promise.all([
      gatherSections(env, CRON, (path) => !path.endsWith('/.placeholder')),
      gatherSections(env, UNITS, isUnitFile),
      gatherSections(env, PROFILES),
      gatherSections(env, PERSISTENCE),
      gatherSections(env, ['/etc/ld.so.preload']),
    ]);
    const paths = [cron, allUnits, profiles, persistence].flatMap(({ sections }) => sections.map(({ path }) => path));
    const owners = await ownersOf(env, [...paths, ...(await nginxPaths(env))]);
    const foreign = (gathered: Gathered): Gathered => ({
      ...gathered,
      sections: gathered.sections.filter(({ path }) => owners.get(path)?.packageOwned !== true),
    });
    return [
      sectionsArtifact(env, 'host.cron', cron),
      sectionsArtifact(env, 'host.systemd-units', foreign(allUnits)),
      sectionsArtifact(env, 'host.profile-scripts', profiles),
      sectionsArtifact(env, 'host.persistence', foreign(persistence)),
      sectionsArtifact(env, 'host.ld-preload', preload),
      ownersArtifact(env, owners),
      await timers(env),
    ];
  },
};

/** Unit files themselves; `/etc/systemd/system/*.wants` only links to them. */
function isUnitFile(path: string): boolean {
  if (/\.(?:wants|requires|upholds)\//.test(path)) return false;
  return (
    /\.(?:service|timer|socket|path|mount|target|conf|generator)$/.test(path) &&
    !/^\/etc\/systemd\/[^/]+\.conf$/.test(path)
  );
}

async function nginxPaths(env: CollectorEnv): Promise<string[]> {
  const lists = await mapLimited(NGINX, 2, async (folder) => {
    const names = (await attempt(env.fs.list(folder))) ?? [];
    return [folder, ...names.slice(0, 200).map((name) => `${folder}/${name}`)];
  });
  return lists.flat();
}

interface Owner {
  readonly packageOwned: boolean | null;
  readonly packageName: string | null;
}

async function ownersOf(env: CollectorEnv, paths: readonly string[]): Promise<Map<string, Owner>> {
  const database = await packageDatabase(env.fs);
  if (database.size === 0) return new Map(paths.map((path) => [path, { packageOwned: null, packageName: null }]));
  const rows = await mapLimited(paths, 8, async (path): Promise<[string, Owner]> => {
    const real = database.has(normalPath(path)) ? path : await linkedUnit(env, path);
    return [
      path,
      {
        packageOwned: await isOwnedUnchanged(env.fs, database, real),
        packageName: database.get(normalPath(real))?.package ?? null,
      },
    ];
  });
  return new Map(rows);
}

/** `systemctl enable` and aliases are links in /etc/systemd to the package's own unit, which is what counts. */
async function linkedUnit(env: CollectorEnv, path: string): Promise<string> {
  const target = await attempt(env.fs.readLink(path));
  return target === null ? path : posix.resolve(posix.dirname(path), target);
}

/** NDJSON `{path, packageOwned, packageName}`: owned means with the package's own checksum. */
function ownersArtifact(env: CollectorEnv, owners: ReadonlyMap<string, Owner>): CollectedArtifact {
  const lines = [...owners].map(([path, owner]) => `${JSON.stringify({ path, ...owner })}\n`);
  return collected(env, 'host.package-owners', lines.join(''), { source: { file: '/var/lib/dpkg/info' } });
}

function timers(env: CollectorEnv): Promise<CollectedArtifact> {
  return commandArtifact(env, {
    id: 'host.systemd-timers',
    command: ['systemctl', 'list-timers', '--all', '--no-pager', '--no-legend', '--full'],
    costs: 'when timers ran last is not known',
    timeoutMs: 2000,
    absentWhen: noSystemd,
  });
}
