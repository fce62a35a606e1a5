/**
 * One word of a POSIX shell command (XCU 2.2.2): names and paths in commands to copy were chosen by others. Plain ones
 * stay as they are; control characters, which could end the line in a terminal, become `?`, a wildcard of the shell.
 */
export function shellWord(text: string): string {
  if (text === '') return "''";
  if (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('-')) return text;
  return text
    .split(/[\u0000-\u001f\u007f-\u009f]/)
    .map((part) => (part === '' ? '' : `'${part.replaceAll("'", "'\\''")}'`))
    .join('?');
}
