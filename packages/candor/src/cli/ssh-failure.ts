import { CandorError } from '../core/errors.js';

/** How an ssh run ended without a bundle. */
export interface SshEnd {
  readonly destination: string;
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Words of OpenSSH 8 to 10 and of sudo, with what they mean and the way out. */
const CAUSES: readonly (readonly [RegExp, string, string])[] = [
  [
    /remote host identification has changed|offending .{0,40}key/i,
    'its host key is not the known one',
    'somebody may sit in between: compare the fingerprint on the host itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then ssh-keygen -R',
  ],
  [
    /host key verification failed|no .{0,40}host key is known/i,
    'its host key is not known here',
    'connect once with ssh, compare the fingerprint with the host, and accept it',
  ],
  [
    /sudo: .{0,80}(?:password is required|terminal is required)|sudo: sorry|not in the sudoers|not allowed to (?:run|execute)/i,
    'sudo asks for a password there',
    'allow that user sudo without a password for sh, log in as root, or leave --sudo out and see less',
  ],
  [
    /sudo: (?:command )?not found|sudo: not found/i,
    'sudo is not installed there',
    'log in as root, or leave --sudo out',
  ],
  [
    /permission denied|too many authentication failures|no more authentication methods/i,
    'it refused the login',
    'load the key with ssh-add and try: ssh -o BatchMode=yes HOST true',
  ],
  [
    /could not resolve hostname|name or service not known/i,
    'its name has no address',
    'check the name, or the Host entries of ~/.ssh/config',
  ],
  [
    /connection (?:refused|timed out|reset)|no route to host|network is unreachable|operation timed out/i,
    'no connection could be made',
    'check the port (you@host:2222) and the way there; nothing was judged',
  ],
];

/** The error for a run over SSH that gave no bundle: what happened, what was said, the way out. */
export function sshFailure({ destination, exitCode, stderr, timedOut }: SshEnd): CandorError {
  if (timedOut)
    return new CandorError('REMOTE_FAILED', `${destination}: the collection did not end in time`, {
      hint: 'run it there by hand: candor collect --print-script > collect.sh',
    });
  const cause = CAUSES.find(([pattern]) => pattern.test(stderr));
  const said = lastLines(stderr);
  const end =
    exitCode === 0 ? 'it answered, but sent no bundle' : `the collection ended with ${exitCode ?? 'a signal'}`;
  const words = cause?.[1] ?? end;
  return new CandorError('REMOTE_FAILED', `${destination}: ${words}${said === '' ? '' : `\n${said}`}`, {
    hint: cause?.[2] ?? 'candor collect --print-script > collect.sh shows what would run; try it there by hand',
  });
}

/** What the other side wrote, as far as a terminal should see it. */
function lastLines(stderr: string): string {
  return stderr
    .replace(/[^\n\t\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd]/g, '')
    .trim()
    .split('\n')
    .slice(-4)
    .map((line) => `  | ${line.slice(0, 300)}`)
    .join('\n')
    .replace(/^ {2}\| $/, '');
}
