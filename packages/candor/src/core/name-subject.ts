/** A name written by others as one word of a shell command: anything beyond Docker's own alphabet is quoted. */
function shellQuoted(name: string): string {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

/** Puts the container of a result into the commands of its check, where they say `CONTAINER`. */
export function nameSubject(command: string, subject: string): string {
  if (!subject.startsWith('container:') || !command.includes('CONTAINER')) return command;
  const name = shellQuoted(subject.slice('container:'.length));
  return command.replace(/\bCONTAINER\b/g, () => name);
}
