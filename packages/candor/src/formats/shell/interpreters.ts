import type { Field, Invocation } from './invocation.js';

const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'ash',
  'zsh',
  'ksh',
  'mksh',
  'fish',
  'rbash',
  'csh',
  'tcsh',
  'hush',
]);
/** Option that takes code, by interpreter (their manual pages). */
const CODE_OPTIONS: Readonly<Record<string, RegExp>> = {
  python: /^-[a-zA-Z]*c$/,
  node: /^(?:-e|--eval|-p|-pe|--print)$/,
  perl: /^-[a-zA-Z]*[eE]$/,
  php: /^-r$/,
  ruby: /^-e$/,
  lua: /^-e$/,
  awk: /^$/,
};

function family(program: string): string {
  if (/^python[\d.]*$|^pypy[\d.]*$/.test(program)) return 'python';
  if (program === 'nodejs' || program === 'bun' || program === 'deno') return 'node';
  return program.replace(/[\d.]+$/, '');
}

/** A command interpreter of `shells(5)`. */
export function isShell(invocation: Invocation): boolean {
  return SHELLS.has(invocation.program);
}

/** A language interpreter that can run a program from an option, a file or standard input. */
export function isInterpreter(invocation: Invocation): boolean {
  return Object.hasOwn(CODE_OPTIONS, family(invocation.program));
}

/** The word after `-c` of a shell, `su` or `script`. */
export function shellCommandField(invocation: Invocation): Field | null {
  const { program, args, fields } = invocation;
  if (!isShell(invocation) && program !== 'su' && program !== 'script' && program !== 'runuser') return null;
  const at = args.findIndex((arg) => /^-[a-zA-Z]*c$/.test(arg) || arg === '--command');
  return at < 0 ? null : (fields[at + 1] ?? null);
}

/** The word with code of `python -c`, `node -e`, `perl -e`, `php -r`, `ruby -e`, `awk`. */
export function inlineCodeOf(invocation: Invocation): Field | null {
  const name = family(invocation.program);
  const option = Object.hasOwn(CODE_OPTIONS, name) ? CODE_OPTIONS[name] : undefined;
  if (option === undefined) return null;
  if (name === 'awk') return invocation.fields.find((field) => field.value.includes('{')) ?? null;
  const at = invocation.args.findIndex((arg) => option.test(arg));
  return at < 0 ? null : (invocation.fields[at + 1] ?? null);
}

/** The script file that a shell or interpreter is told to run; null when there is none. */
export function scriptFile(invocation: Invocation): string | null {
  const { program, args } = invocation;
  if (program === '.' || program === 'source') return args[0] ?? null;
  if (!isShell(invocation) && !isInterpreter(invocation)) return null;
  if (shellCommandField(invocation) !== null || inlineCodeOf(invocation) !== null) return null;
  return args.find((arg) => !arg.startsWith('-')) ?? null;
}

/** Whether the program text comes on standard input: `| sh`, `| bash -s --`, `| python3 -`. */
export function readsProgramFromInput(invocation: Invocation): boolean {
  if (!isShell(invocation) && !isInterpreter(invocation)) return false;
  if (family(invocation.program) === 'awk') return false;
  if (shellCommandField(invocation) !== null || inlineCodeOf(invocation) !== null) return false;
  if (invocation.args.includes('-s') && isShell(invocation)) return true;
  const file = scriptFile(invocation);
  return file === null
    ? !invocation.args.some((arg) => /^(?:--?version|--help|-[vVm])$/.test(arg))
    : file === '/dev/stdin' || file === '/proc/self/fd/0';
}
