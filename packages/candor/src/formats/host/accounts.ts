import { type Parsed, unparseable } from '../../core/parsed.js';
import { MAX_TEXT_CHARS } from '../text/limits.js';
import { integerOf, type LineReading, readEachLine, settle, type TextLine, WarningList } from '../text/text-lines.js';
import { splitFileSections } from './file-sections.js';

/** An account of passwd(5). */
export interface UserAccount {
  readonly kind: 'user';
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  readonly line: number;
}

/** The password state of shadow(5); the hash itself is never kept. */
export interface PasswordState {
  readonly kind: 'password';
  readonly name: string;
  readonly state: 'set' | 'empty' | 'locked';
  readonly line: number;
}

/** A group of group(5). */
export interface UserGroup {
  readonly kind: 'group';
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
  readonly line: number;
}

/** One entry of the account files. */
export type AccountEntry = UserAccount | PasswordState | UserGroup;

/** Reads passwd, shadow and group, alone or with `==> path <==` headers; lines tell by their number of fields. */
export function readAccounts(text: string): Parsed<AccountEntry[]> {
  return readEachLine(text, (line): LineReading<AccountEntry> => {
    if (line.text.trim() === '' || line.text.startsWith('#') || /^==> .{1,4096} <==$/.test(line.text)) return null;
    const item = accountEntry(line);
    return item === null ? { problem: 'not a line of passwd, shadow or group' } : { item };
  });
}

function accountEntry({ text, line }: TextLine): AccountEntry | null {
  const [name = '', secret = '', third, fourth = '', , home = '', shell = ''] = text.split(':');
  const count = text.split(':').length;
  const id = integerOf(third);
  if (name === '') return null;
  if (count === 9) return { kind: 'password', name, state: passwordState(secret), line };
  if (count === 4 && id !== null)
    return { kind: 'group', name, gid: id, members: fourth === '' ? [] : fourth.split(','), line };
  const gid = integerOf(fourth);
  return count === 7 && id !== null && gid !== null ? { kind: 'user', name, uid: id, gid, home, shell, line } : null;
}

function passwordState(secret: string): PasswordState['state'] {
  if (secret === '') return 'empty';
  return secret.startsWith('!') || secret.startsWith('*') || secret === 'x' ? 'locked' : 'set';
}

/** One rule of sudoers(5), as text; aliases and defaults are kept as they stand. */
export interface SudoRule {
  readonly path: string | null;
  readonly kind: 'grant' | 'defaults' | 'alias' | 'include';
  /** Who a grant is for: a user, `%group`, `ALL`; null for the other kinds. */
  readonly who: string | null;
  readonly noPassword: boolean;
  /** True when a grant ends in the command `ALL`. */
  readonly allCommands: boolean;
  readonly text: string;
  readonly line: number;
}

/** Reads sudoers files with `==> path <==` headers; a backslash joins lines. */
export function readSudoers(text: string): Parsed<SudoRule[]> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const rules: SudoRule[] = [];
  const warnings = new WarningList();
  for (const { path, lines } of splitFileSections(text)) {
    for (const { text: joined, line } of joinContinued(lines)) {
      const content = joined.trim();
      if (content === '' || (content.startsWith('#') && !/^#include(?:dir)?\s/.test(content))) continue;
      const rule = sudoRule(content, path, line);
      if (rule === null) warnings.add(line, 'not a rule of sudoers');
      else rules.push(rule);
    }
  }
  return settle(rules, warnings);
}

function sudoRule(text: string, path: string | null, line: number): SudoRule | null {
  const plain = { path, who: null, noPassword: false, allCommands: false, text, line };
  if (/^[#@]include(?:dir)?\s/.test(text)) return { ...plain, kind: 'include' };
  if (/^Defaults/.test(text)) return { ...plain, kind: 'defaults' };
  if (/^(?:User|Runas|Host|Cmnd|Cmd)_Alias\s/.test(text)) return { ...plain, kind: 'alias' };
  const equals = text.indexOf('=');
  const who = /^\S{1,256}/.exec(text)?.[0] ?? null;
  if (equals < 0 || who === null) return null;
  const commands = text.slice(equals + 1);
  const allCommands = /(?:^|[\s:),])ALL\s{0,20}(?:,|$)/.test(commands.replace(/\([^)]{0,256}\)/, ' '));
  return { ...plain, kind: 'grant', who, noPassword: /\bNOPASSWD\s{0,5}:/.test(commands), allCommands };
}

/** Joins lines that end in a backslash; the joined line keeps the number of its first. */
export function joinContinued(lines: readonly TextLine[]): TextLine[] {
  const joined: { line: number; parts: string[]; open: boolean }[] = [];
  for (const { text, line } of lines) {
    const open = text.endsWith('\\');
    const part = open ? text.slice(0, -1) : text;
    const last = joined.at(-1);
    if (last?.open === true) {
      last.parts.push(part);
      last.open = open;
    } else joined.push({ line, parts: [part], open });
  }
  return joined.map(({ line, parts }) => ({ line, text: parts.join(' ') }));
}
