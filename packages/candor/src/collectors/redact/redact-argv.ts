import { isClearName } from './names.js';

/** What redaction of an argument list needs of a redactor. */
export interface ArgvRedaction {
  env(name: string, value: string): string;
  secret(value: string): string;
  text(text: string): string;
}

const SECRET_FLAG =
  /^--?[\w-]{0,30}(?:pass(?:w(?:or)?d|phrase)?|secret|token|api-?key|credential)s?(?:-[\w-]{0,20})?$/i;
const DATABASE_CLIENT = /(?:^|\/)(?:mongo\w{0,10}|mysql\w{0,10}|mariadb\w{0,10}|sshpass|redis-cli)$/;
const HTTP_CLIENT = /(?:^|\/)(?:curl|wget|http)$/;
const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;
const ASSIGNMENT = /^(?<name>[A-Z][A-Z0-9_]{1,60})=(?<value>[\s\S]{1,65536})$/;

/** An argument list without its secrets: `--password x`, `-px` of database clients, `NAME=value`, header texts. */
export function redactArgv(argv: readonly string[], redact: ArgvRedaction): string[] {
  const program = argv[0] ?? '';
  return argv.map((argument, index) => {
    const previous = argv[index - 1] ?? '';
    if (index > 0 && takesSecret(program, previous) && !argument.startsWith('-')) return redact.secret(argument);
    const glued = DATABASE_CLIENT.test(program) ? /^(-[pa])(.{1,4096})$/.exec(argument) : null;
    if (glued !== null && index > 0) return `${glued[1]}${redact.secret(glued[2] ?? '')}`;
    // A script that begins with `A=1` is no variable: hidden as one, `AA=1 wget … | sh` would leave no trace.
    if (SHELL.test(program) && /^-\w*c$/.test(previous)) return redact.text(argument);
    const assigned = ASSIGNMENT.exec(argument)?.groups;
    if (assigned?.name !== undefined && !isClearName(assigned.name)) {
      return `${assigned.name}=${redact.env(assigned.name, assigned.value ?? '')}`;
    }
    return redact.text(argument);
  });
}

function takesSecret(program: string, flag: string): boolean {
  if (SECRET_FLAG.test(flag)) return true;
  if (DATABASE_CLIENT.test(program)) return flag === '-p' || flag === '-a';
  return HTTP_CLIENT.test(program) && (flag === '-u' || flag === '--user');
}
