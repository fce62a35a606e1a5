import { readdirSync } from 'node:fs';
import type { EngineContainer } from '../collectors/docker/engine-access.js';
import { at, listOf, textAt } from '../collectors/docker/json.js';
import type { Scope } from './baseline-file.js';
import { type BytePath, bytePath } from './file-state.js';

/**
 * What a baseline is of when nothing is named: what is started or read as root (as AIDE's default rules of Debian have
 * it), keys, cron. A `*` stands for the name of one folder.
 */
export const defaultPatterns: readonly string[] = [
  '/etc',
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/lib/systemd',
  '/root/.ssh',
  '/home/*/.ssh',
  '/var/spool/cron',
];

/** Bind mounts that are the machine itself, or change with every request: their baseline would tell nothing. */
const movingSources =
  /^\/(?:$|proc(?:\/|$)|sys(?:\/|$)|dev(?:\/|$)|run(?:\/|$)|var\/run(?:\/|$)|var\/lib\/docker(?:\/|$)|var\/log(?:\/|$))/;
const dataDestinations =
  /^\/(?:data\/db|data\/configdb|var\/lib\/(?:mongodb|mysql|postgresql)(?:\/.*)?|var\/log(?:\/.*)?)$/;

type Root = Scope['roots'][number];

/** The patterns' places as they are now, and writable layers and bind mounts; a place within another is left out. */
export function findPlaces(patterns: readonly string[], containers: readonly EngineContainer[]): Root[] {
  const roots = [
    ...patterns.flatMap((pattern) => expand(bytePath(pattern))).map((path): Root => ({ path, container: null })),
    ...containers.flatMap(placesOf),
  ];
  const unique = [...new Map(roots.map((root) => [root.path, root])).values()];
  return unique.filter(({ path }) => !unique.some((other) => path.startsWith(`${other.path}/`)));
}

/** Writable layer and bind mounts of a container, on the host. */
function placesOf(container: EngineContainer): Root[] {
  const binds = listOf(at(container.inspect, 'Mounts'))
    .filter((mount) => textAt(mount, 'Type') === 'bind' && !dataDestinations.test(textAt(mount, 'Destination')))
    .map((mount) => textAt(mount, 'Source').replace(/(?<=.)\/+$/, ''))
    .filter((source) => source.startsWith('/') && !movingSources.test(source))
    .map((source): Root => ({ path: bytePath(source), container: null }));
  const layer = container.upperDir === null ? [] : [{ path: bytePath(container.upperDir), container: container.name }];
  return [...layer, ...binds];
}

function expand(pattern: BytePath): BytePath[] {
  const [before, ...after] = pattern.split('/*');
  if (before === undefined || after.length === 0) return [pattern];
  return namesIn(before).flatMap((name) => expand(`${before}/${name}${after.join('/*')}`));
}

function namesIn(folder: BytePath): string[] {
  try {
    return readdirSync(Buffer.from(folder, 'latin1'), { encoding: 'latin1', withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return []; // no such folder: nothing there to look at
  }
}
