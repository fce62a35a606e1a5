/**
 * NODE_OPTIONS that loads `file` before everything else and keeps what stood there. A path with spaces is quoted as Node
 * reads it (node(1), NODE_OPTIONS: double quotes, a backslash before a quote or a backslash). Unchanged when it is there.
 */
export function preloadOptions(before: string | undefined, file: string): string {
  const path = /[\s"\\]/.test(file) ? `"${file.replace(/["\\]/g, '\\$&')}"` : file;
  const option = `--require=${path}`;
  const rest = (before ?? '').trim();
  if (rest === '') return option;
  return rest.split(/\s+/).includes(option) ? rest : `${option} ${rest}`;
}
