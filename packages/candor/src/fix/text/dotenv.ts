import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { insertionAfterLine } from './lines.js';
import { applyEdits } from './text-edit.js';

const assignment = /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_]\w{0,254})[ \t]*=(?<value>[^\r\n]*)/;

/** Adds `NAME=value` as the last line of an env file of Compose; refused when the name is there with another value. */
export function addVariable(text: string, name: string, value: string): Parsed<string> {
  const written = envWord(value);
  if (written === null)
    return unparseable(`the value of ${name} has quotes or line feeds that an env file cannot hold`);
  const there = text
    .split('\n')
    .map((line) => assignment.exec(line)?.groups)
    .find((groups) => groups?.name === name);
  if (there !== undefined)
    return there.value?.trim() === written || there.value?.trim() === value
      ? parsed(text)
      : unparseable(`${name} is there already, with another value`);
  const edit = insertionAfterLine(text, text.length, [`${name}=${written}`]);
  const after = text === '' ? `${name}=${written}\n` : applyEdits(text, [edit]);
  return after === null ? unparseable('no place for a line') : parsed(after);
}

/** Takes the lines that set a variable out of an env file. */
export function removeVariable(text: string, name: string): string {
  return text
    .split(/(?<=\n)/)
    .filter((line) => assignment.exec(line)?.groups?.name !== name)
    .join('');
}

/** A value as Compose's env files read it back: bare, or in single quotes, where nothing is expanded. */
function envWord(value: string): string | null {
  if (/^[\w./:@%+=,-]*$/.test(value)) return value;
  return /['\r\n\\]/.test(value) ? null : `'${value}'`;
}
