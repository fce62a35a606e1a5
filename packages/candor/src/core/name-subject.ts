import { shellWord } from './shell-word.js';

/** Puts the container of a result into the commands of its check, where they say `CONTAINER`. */
export function nameSubject(command: string, subject: string): string {
  if (!subject.startsWith('container:') || !command.includes('CONTAINER')) return command;
  const name = shellWord(subject.slice('container:'.length));
  return command.replace(/\bCONTAINER\b/g, () => name);
}
