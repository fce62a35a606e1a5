import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineAccess, EngineContainer } from '../../collectors/docker/engine-access.js';
import { at, listOf, textAt } from '../../collectors/docker/json.js';
import { logPaths } from '../../collectors/nginx/config-paths.js';
import type { Source, SourceKind } from '../events/source-kind.js';

/** A log to be followed. */
export interface FoundSource {
  readonly source: Source;
  readonly path: string;
}

/** What is to be followed now, and what cannot be, with the reason. */
export interface FoundSources {
  readonly files: readonly FoundSource[];
  /** True when logins are read from journald, because no log file has them. */
  readonly journal: boolean;
  readonly blind: readonly string[];
  /** Running containers by their whole id. */
  readonly containers: ReadonlyMap<string, { readonly name: string; readonly pid: number }>;
}

/** Looks for the logs of this host: containers, nginx, logins, and those that the site declares. */
export async function findSources(
  engine: EngineAccess,
  declared: readonly { readonly path: string; readonly kind: 'nginx-access' | 'nginx-error' | 'auth' | 'text' }[],
): Promise<FoundSources> {
  const containers = await engine.containers();
  const blind =
    containers.status === 'ok' || containers.status === 'absent'
      ? []
      : [`containers: ${containers.detail ?? containers.status}`];
  const files: FoundSource[] = [];
  for (const container of containers.items.filter((one) => one.running)) {
    const found = containerLog(container);
    if (typeof found === 'string') blind.push(found);
    else files.push(found);
  }
  files.push(...nginxLogs(), ...declared.map(({ path, kind }) => fileSource(kind, path)));
  const auth = '/var/log/auth.log';
  if (existsSync(auth)) files.push(fileSource('auth', auth));
  const byPath = new Map(files.map((file) => [file.path, file]));
  return {
    files: [...byPath.values()],
    journal: !existsSync(auth) && existsSync('/run/systemd/journal'),
    blind,
    containers: new Map(
      containers.items.filter((one) => one.running).map((one) => [one.id, { name: one.name, pid: one.pid }]),
    ),
  };
}

function fileSource(kind: 'nginx-access' | 'nginx-error' | 'auth' | 'text', path: string): FoundSource {
  const sensor = kind.startsWith('nginx') ? 'nginx' : kind;
  return { source: { name: `${sensor}:${path}`, what: { kind } }, path };
}

function containerLog(container: EngineContainer): FoundSource | string {
  const path = textAt(container.inspect, 'LogPath');
  if (container.logDriver !== 'json-file' || path === '')
    return `container ${container.name}: its log driver ${container.logDriver || 'unknown'} keeps no file that can be followed`;
  const what: SourceKind = { kind: 'container', container: container.name, role: roleOf(container) };
  return { source: { name: `docker:${container.name}:${container.id.slice(0, 12)}`, what }, path };
}

function roleOf(container: EngineContainer): 'nodejs' | 'mongodb' | 'nginx' | 'other' {
  const command = [
    ...listOf(at(container.inspect, 'Config', 'Entrypoint')),
    ...listOf(at(container.inspect, 'Config', 'Cmd')),
  ].join(' ');
  const text = `${container.image} ${command}`;
  if (/\bmongod?\b/.test(text)) return 'mongodb';
  if (/\bnginx\b/.test(text)) return 'nginx';
  return /\b(?:node|nodejs|npm|pnpm|yarn|next|payload)\b/.test(text) ? 'nodejs' : 'other';
}

const nginxFolder = '/etc/nginx';

/** Logs that nginx's files name; the default ones where they name none. */
function nginxLogs(): FoundSource[] {
  if (!existsSync(nginxFolder)) return [];
  const folders = [nginxFolder, join(nginxFolder, 'conf.d'), join(nginxFolder, 'sites-enabled')];
  const config = folders.flatMap(configTexts).join('\n');
  const access = logPaths(config, 'access_log', '/var/log/nginx/access.log');
  const errors = logPaths(config, 'error_log', '/var/log/nginx/error.log');
  return [
    ...access.map((path) => fileSource('nginx-access', path)),
    ...errors.map((path) => fileSource('nginx-error', path)),
  ];
}

function configTexts(folder: string): string[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((one) => !one.isDirectory());
    return names.slice(0, 200).map(({ name }) => readIfText(join(folder, name)));
  } catch {
    return []; // the folder is not there or not for us: its logs are found by their default names
  }
}

function readIfText(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 1_000_000);
  } catch {
    return ''; // a dangling link of sites-enabled
  }
}
