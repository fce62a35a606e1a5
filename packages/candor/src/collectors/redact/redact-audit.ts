import { eachAuditField, untrusted } from '../../formats/audit/audit-fields.js';
import { type ArgvRedaction, redactArgv } from './redact-argv.js';

/** execve and execveat on the architectures that the reader knows, and as `ausearch -i` prints them. */
const execCalls = /\bsyscall=(?:59|322|221|281|11|358|387|362|354|execve|execveat)\b/;
const kept = /\btype=(?:SYSCALL|EXECVE|CONFIG_CHANGE|DAEMON_\w{1,20}|1300|1309|1305|120[0-3]) /;
/** Type, time and serial of a record. */
const recordHead = /^type=\w{1,40} msg=audit\(\d{1,11}\.\d{3}:\d{1,20}\):/;
const notice = /audit_lost=|backlog limit exceeded|dropping event|event lost|queue (?:to plugins )?is full/;

/**
 * What an audit log tells of program starts and of auditing itself, without secrets. Arguments come hex-encoded when they
 * hold a space, where no pattern would find a password: they are read, redacted as a command line, and written again.
 * An argument in pieces (over 7,500 bytes) is left out; the reader then knows that arguments are missing. Of the last
 * record that is left out its time stays: it says that auditd lives.
 */
export function redactAuditLog(text: string, redact: ArgvRedaction): string {
  let lastSign: string | null = null;
  const lines = text.split('\n').flatMap((line) => {
    const found = redactLine(line, redact);
    const head = found === null ? (recordHead.exec(line)?.[0] ?? null) : null;
    lastSign = found === null ? (head ?? lastSign) : null;
    return found ?? [];
  });
  if (lastSign !== null) lines.push(lastSign);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function redactLine(line: string, redact: ArgvRedaction): string | null {
  const type = kept.exec(line)?.[0] ?? '';
  if (type === '') return notice.test(line) ? redact.text(line) : null;
  if (/EXECVE|1309/.test(type)) return redactArguments(line, redact);
  return /SYSCALL|1300/.test(type) && !execCalls.test(line) ? null : redact.text(line);
}

function redactArguments(line: string, redact: ArgvRedaction): string {
  const bodyAt = line.indexOf('):') + 2;
  const enriched = line.indexOf('\u001d');
  const names: string[] = [];
  const argv: string[] = [];
  let argc = '';
  eachAuditField(line.slice(bodyAt, enriched < 0 ? undefined : enriched), 0, (name, value, quoted) => {
    if (name === 'argc' && /^\d{1,7}$/.test(value)) argc = ` argc=${value}`;
    if (!/^a\d{1,7}$/.test(name)) return;
    names.push(name);
    argv.push(untrusted(value, quoted) ?? '');
  });
  const words = redactArgv(argv, redact).map((word, index) => ` ${names[index]}=${spelt(word)}`);
  return `${line.slice(0, bodyAt)}${argc}${words.join('')}`;
}

/** As the kernel writes untrusted text: quoted where it is plain, else the hex of its bytes. */
function spelt(word: string): string {
  return /^[\w./:=,@%+-]*$/.test(word) ? `"${word}"` : Buffer.from(word).toString('hex').toUpperCase();
}
