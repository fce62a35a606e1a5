/** Reading endpoints of the Docker Engine API 1.41 (Podman's compatible API has the same). Nothing else is ever sent. */
const ALLOWED = [
  /^\/_ping$/,
  /^\/version$/,
  /^\/info$/,
  /^\/events$/,
  /^\/networks$/,
  /^\/images\/json$/,
  /^\/containers\/json$/,
  /^\/containers\/[0-9a-f]{12,64}\/(?:json|changes|top|stats|logs|archive)$/,
];

/** True for a path (with or without query) that may be asked for. Containers are named by id, never by name. */
export function isAllowedPath(path: string): boolean {
  const bare = path.split('?', 1)[0] ?? '';
  return ALLOWED.some((pattern) => pattern.test(bare));
}
