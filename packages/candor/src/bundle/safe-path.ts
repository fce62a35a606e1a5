/** Why a path may not name a file of a bundle; null when it may. Hostile manifests and archives are the ordinary case. */
export function pathObjection(path: string): string | null {
  if (path === '' || path.length > 1024) return 'is empty or longer than 1024 characters';
  if (path.includes('\u0000')) return 'contains a NUL byte';
  if (path.startsWith('/') || /^[a-zA-Z]:/.test(path) || path.includes('\\')) return 'is absolute or uses backslashes';
  if (path.split('/').includes('..')) return 'leaves the bundle';
  return null;
}
