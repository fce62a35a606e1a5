import type { SourceFile } from '../../fix/model.js';

/** Where the programs that candor can prove keep their configuration on Debian, Ubuntu, Fedora and Alpine. */
const configPlaces = [
  '/etc/nginx/',
  '/etc/ssh/sshd_config',
  '/etc/ssh/sshd_config.d/',
  '/etc/nftables.conf',
  '/etc/nftables.d/',
  '/etc/crontab',
  '/etc/cron.d/',
  '/usr/local/sbin/',
];

/** Folders in which a file may be edited: those that `candor.yaml` declares, and those that labels of containers name. */
export interface ProjectFolders {
  readonly declared: readonly string[];
  readonly labelled: readonly string[];
}

/** Why a file may not be edited; null when it lies in the folder of a project, or in a known place. */
export function outsideKnownPlaces(path: string, folders: ProjectFolders): string | null {
  const projects = [...folders.declared, ...folders.labelled.filter(isProjectFolder)];
  const places = [...configPlaces, ...projects.map((folder) => `${folder.replace(/\/$/, '')}/`)];
  const isKnown = places.some((place) => path === place || (place.endsWith('/') && path.startsWith(place)));
  if (isKnown && !path.split('/').includes('..')) return null;
  return 'it lies outside of the declared projects and of the known places of configuration';
}

/** Whoever makes a container writes its labels: a folder of the system is taken from `candor.yaml` alone. */
function isProjectFolder(folder: string): boolean {
  return (
    /^\/(?:srv|opt|home|root|var\/www|var\/lib|usr\/local|mnt|data|app|docker)(?:\/|$)/.test(folder) &&
    folder.split('/').length > 2
  );
}

/** Folders of the projects that were judged: of their Compose files. */
export function projectFoldersOf(sources: readonly SourceFile[]): string[] {
  const files = sources.filter(({ kind }) => kind === 'compose');
  return [...new Set(files.map(({ path }) => path.replace(/\/[^/]*$/, '')))];
}
