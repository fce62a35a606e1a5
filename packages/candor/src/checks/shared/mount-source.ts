import type { Container, ContainerMount } from '../../facts/containers.js';

/** Path without a trailing slash and without doubled slashes; `/` stays. */
export function plainPath(path: string): string {
  const plain = path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return plain === '' ? '/' : plain;
}

/** True when `path` is `folder` or lies inside it. */
export function isInside(path: string, folder: string): boolean {
  const inner = plainPath(path);
  const outer = plainPath(folder);
  return outer === '/' || inner === outer || inner.startsWith(`${outer}/`);
}

/** Mounts of folders and files of the host, without the engine's own volumes. */
export function hostMounts(container: Container): readonly ContainerMount[] {
  return container.mounts.filter((mount) => mount.type === 'bind' && mount.source.startsWith('/'));
}

/** Mounts through which the container can write on the host: binds, and volumes by the folder that they stand for. */
export function writableMounts(container: Container): readonly ContainerMount[] {
  return container.mounts.filter((mount) => mount.readWrite && mount.source.startsWith('/') && mount.type !== 'tmpfs');
}

/** `/srv/site → /app` for messages. */
export function mountText(mount: ContainerMount): string {
  return `${mount.source} → ${mount.destination}`;
}
