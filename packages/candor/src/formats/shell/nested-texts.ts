import { inlineCommands } from './inline-code.js';
import { inlineCodeOf, isShell, readsProgramFromInput, shellCommandField } from './interpreters.js';
import type { Field, Invocation } from './invocation.js';

/** A text that a command hands to a shell; `field` is the word it stands in, where there is one. */
export interface NestedText {
  readonly text: string;
  readonly field: Field | null;
}

/** The five time fields of `crontab(5)`, or `@reboot` and its like. */
const CRON_TIMES = /^\s*(?:@\w+|(?:[\d*/,-]+\s+){4}[\d*/,-]+)\s+/;

function cronCommands(text: string): NestedText[] {
  return text
    .split('\n')
    .slice(0, 100)
    .filter((line) => CRON_TIMES.test(line))
    .map((line) => ({ text: line.replace(CRON_TIMES, ''), field: null }));
}

function remoteCommand(invocation: Invocation): NestedText[] {
  const at = invocation.args.findIndex(
    (arg, index) => !arg.startsWith('-') && !/^-[bcDEeFIiJLlmOopQRSWw]$/.test(invocation.args[index - 1] ?? ''),
  );
  const text = at < 0 ? '' : invocation.args.slice(at + 1).join(' ');
  return text === '' ? [] : [{ text, field: invocation.fields[at + 1] ?? null }];
}

/** Texts inside this command that a shell would read in turn: `sh -c`, `eval`, `su -c`, `ssh HOST …`, piped literals, cron lines. */
export function nestedTexts(invocation: Invocation): NestedText[] {
  const { program, args, fields, input } = invocation;
  if (program === 'eval')
    return args.length === 0 ? [] : [{ text: args.join(' '), field: args.length === 1 ? (fields[0] ?? null) : null }];
  if (program === 'ssh') return remoteCommand(invocation);
  if (program === 'trap' && args[0] !== undefined) return [{ text: args[0], field: fields[0] ?? null }];
  if (program === 'crontab' && input !== null) return cronCommands(input);
  if ((program === 'echo' || program === 'printf') && CRON_TIMES.test(args.join(' ')))
    return cronCommands(args.join(' '));
  const command = shellCommandField(invocation);
  if (command !== null) return [{ text: command.value, field: command }];
  if (isShell(invocation))
    return readsProgramFromInput(invocation) && input !== null ? [{ text: input, field: null }] : [];
  const code = inlineCodeOf(invocation);
  return code === null ? [] : inlineCommands(code.value).map((text) => ({ text, field: code }));
}
