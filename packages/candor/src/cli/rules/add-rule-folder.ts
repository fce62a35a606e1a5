import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CandorError } from '../../core/errors.js';
import { hasEvents } from '../../sigma/has-events.js';
import { defaultRuleFolder } from '../../sigma/load-rules.js';
import { type RuleFile, readRuleFolder } from '../../sigma/read-rule-folder.js';
import type { SigmaRule } from '../../sigma/rule.js';
import { unknownFields } from '../../sigma/unknown-fields.js';
import { confirm } from '../confirm.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';
import { problemLines, withoutEventsLine } from './rule-lines.js';

interface AddOptions {
  readonly rules?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Copies what can be used of a folder below the rules folder; says what cannot. Exit code: 0, or 1 when nothing was done. */
export async function addRuleFolder(folder: string, options: AddOptions, terminal: Terminal): Promise<number> {
  const files = filesOf(folder);
  const name = basename(resolve(folder));
  const target = join(options.rules ?? defaultRuleFolder, name);
  const useful = files.filter((file) => file.rules.some(isUseful));
  const state = (file: RuleFile) => stateOf(join(target, file.name), file.text);
  const changes = useful.filter((file) => state(file) !== 'same');
  if (options.json) terminal.stdout(`${JSON.stringify(summary(files, useful, changes, target), null, 2)}\n`);
  else tell(files, useful, changes, target, terminal);
  if (changes.length === 0) return useful.length === 0 ? 1 : 0;
  for (const file of options.json ? [] : changes.slice(0, 20))
    terminal.stdout(`  ${state(file) === 'new' ? '+' : '~'} ${plainLine(join(target, file.name))}\n`);
  if (changes.length > 20 && !options.json) terminal.stdout(`  … and ${changes.length - 20} more\n`);
  if (!(await confirm(`Write ${changes.length} files below ${plainLine(target)}?`, options.yes ?? false, terminal)))
    return 1;
  for (const file of changes) write(join(target, file.name), file.text);
  if (!options.json) terminal.stdout(`written; "candor rules remove ${plainLine(name)}" takes them away again\n`);
  return 0;
}

function filesOf(folder: string): readonly RuleFile[] {
  try {
    return readRuleFolder(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CandorError('USAGE', `${plainLine(folder)} cannot be read: ${plainLine(why)}`);
  }
}

function isUseful(rule: SigmaRule): boolean {
  if (rule.status === 'deprecated' || rule.status === 'unsupported') return false;
  return rule.kind !== 'detection' || hasEvents(rule.logsource);
}

function stateOf(path: string, text: string): 'new' | 'same' | 'changed' {
  if (!existsSync(path)) return 'new';
  return readFileSync(path, 'utf8') === text ? 'same' : 'changed';
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    writeFileSync(path, text, { mode: 0o644 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CandorError('USAGE', `${plainLine(path)} cannot be written: ${plainLine(why)}`, {
      hint: 'run with sudo, or name another folder with --rules DIR',
    });
  }
}

/** Each with the number of rules that name it, the most frequent first. */
function strangeFields(rules: readonly SigmaRule[]): string[] {
  const counts = new Map<string, number>();
  for (const rule of rules)
    for (const field of rule.kind === 'detection' ? unknownFields(rule.expression) : [])
      counts.set(field, (counts.get(field) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([field, count]) => `${field} (${count})`);
}

function summary(
  files: readonly RuleFile[],
  useful: readonly RuleFile[],
  changes: readonly RuleFile[],
  target: string,
) {
  const rules = files.flatMap((file) => file.rules);
  return {
    target,
    files: files.length,
    rules: rules.length,
    usable: rules.filter(isUseful).length,
    add: changes.map((file) => file.name),
    unchanged: useful.length - changes.length,
    withoutEvents: rules.filter((rule) => !isUseful(rule)).map(({ file, line, title }) => ({ file, line, title })),
    unknownFields: strangeFields(rules.filter(isUseful)),
    problems: files.flatMap((file) => file.problems),
  };
}

function tell(
  files: readonly RuleFile[],
  useful: readonly RuleFile[],
  changes: readonly RuleFile[],
  target: string,
  terminal: Terminal,
): void {
  const rules = files.flatMap((file) => file.rules);
  const problems = files.flatMap((file) => file.problems);
  const usable = rules.filter(isUseful);
  terminal.stdout(
    `${files.length} files, ${rules.length} rules read, ${usable.length} can be used here (${useful.length} files; ${useful.length - changes.length} are already in ${plainLine(target)})\n`,
  );
  const blind = rules.filter((rule) => !usable.includes(rule));
  if (blind.length > 0) terminal.stdout(withoutEventsLine(blind));
  const fields = strangeFields(usable);
  if (fields.length > 0)
    terminal.stdout(`fields that no event here has: ${fields.slice(0, 20).map(plainLine).join(', ')}\n`);
  if (problems.length > 0)
    terminal.stdout(`${problems.length} problems, the rules are left out:\n${problemLines(problems)}`);
}
