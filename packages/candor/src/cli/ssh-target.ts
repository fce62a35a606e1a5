import { CandorError } from '../core/errors.js';

/** Another host as `--ssh` names it. */
export interface SshTarget {
  /** What ssh(1) gets: `you@web-1`, `web-1`, `you@2001:db8::1`. */
  readonly destination: string;
  readonly host: string;
  /** Null: what ssh_config(5) says, else 22. */
  readonly port: number | null;
}

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?';
const TARGET = new RegExp(
  `^(?:(?<user>[A-Za-z_][A-Za-z0-9._-]{0,63})@)?(?:(?<host>${NAME})|\\[(?<v6>[0-9A-Fa-f:.]{2,45})\\])(?::(?<port>\\d{1,5}))?$`,
);

/** Reads `you@host[:port]`; anything that ssh or a shell could take for an option or a command is a usage error. */
export function parseSshTarget(text: string): SshTarget {
  const groups = TARGET.exec(text)?.groups;
  const host = groups?.host ?? groups?.v6;
  const port = groups?.port === undefined ? null : Number(groups.port);
  if (host === undefined || (port !== null && (port < 1 || port > 65_535))) {
    throw new CandorError('USAGE', `--ssh ${JSON.stringify(text.slice(0, 100))} is no host`, {
      hint: 'say it as you@host, you@host:2222 or you@[2001:db8::1]:22',
    });
  }
  return { destination: groups?.user === undefined ? host : `${groups.user}@${host}`, host, port };
}

/** Arguments of ssh(1): no questions, strict host keys, nothing forwarded, the script on standard input. */
export function sshArguments(target: SshTarget, sudo: boolean): string[] {
  return [
    '-o',
    'BatchMode=yes',
    '-o',
    'StrictHostKeyChecking=yes',
    '-o',
    'ConnectTimeout=10',
    '-o',
    'ServerAliveInterval=15',
    '-o',
    'ForwardAgent=no',
    '-o',
    'ForwardX11=no',
    '-o',
    'ClearAllForwardings=yes',
    '-T',
    ...(target.port === null ? [] : ['-p', String(target.port)]),
    '--',
    target.destination,
    sudo ? 'sudo -n sh -s' : 'sh -s',
  ];
}
