/** `NAME="value"` as `ENV` takes it (Dockerfile reference, ENV). */
export function quoteEnv(entry: string): string {
  const at = entry.indexOf('=');
  return `${entry.slice(0, at)}="${entry.slice(at + 1).replace(/["\\$]/g, '\\$&')}"`;
}
