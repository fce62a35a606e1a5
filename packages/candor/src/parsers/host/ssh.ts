import { refTo } from '../../core/evidence.js';
import { type Fact, known, unknown } from '../../core/fact.js';
import { type AuthorizedKey, authorizedKeys, sshConfig } from '../../facts/host.js';
import { processes } from '../../facts/processes.js';
import { hostListeners } from '../../facts/sockets.js';
import { readAccounts } from '../../formats/host/accounts.js';
import { readAuthorizedKeys, readSshdConfig } from '../../formats/host/ssh.js';
import { defineParser, type ParseContext } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';
import { absentList } from './absent-list.js';

type SshConfig = { readonly settings: ReadonlyMap<string, string>; readonly ref: AuthorizedKey['ref'] } | null;

/** `sshd -T`; null when there is no configuration, no process and no socket of an SSH server. */
export const sshConfigParser = defineParser(sshConfig, (context): Fact<SshConfig> => {
  const readings = readArtifacts(context, 'ssh.config', readSshdConfig);
  const row = readings.rows[0];
  if (!row) return noServer(context) ?? unknown(readings.gap?.reason ?? 'not-collected', readings.gap?.detail ?? '');
  const settings = new Map<string, string>();
  // sshd uses the first value that it meets of a keyword (sshd_config(5)).
  for (const { key, value } of row.value) if (!settings.has(key)) settings.set(key, value);
  return factOf<unknown, SshConfig>(readings, { settings, ref: refTo(row.artifact) });
});

function noServer(context: ParseContext): Fact<SshConfig> | null {
  const artifact = context.artifacts('ssh.config')[0];
  if (artifact?.status !== 'absent') return null;
  const view = context.fact(processes);
  if (view.status === 'unknown' || !view.value.hostComplete) return null;
  const runs = view.value.items.some(
    ({ argv, exe, container }) => container === null && /(?:^|\/)sshd:?$/.test(exe ?? argv[0] ?? ''),
  );
  // Ubuntu starts sshd on demand: systemd then holds the socket and no sshd runs.
  const sockets = context.fact(hostListeners);
  const waits =
    sockets.status === 'known' && sockets.value.some(({ port, processName }) => port === 22 || processName === 'sshd');
  return runs || waits ? null : known<SshConfig>(null, [refTo(artifact), ...view.evidence], artifact.capturedAt);
}

/** Keys of all users. A file that was looked for and is not there is an empty list. */
export const authorizedKeysParser = defineParser(authorizedKeys, (context): Fact<readonly AuthorizedKey[]> => {
  const absent = absentList<AuthorizedKey>(context, 'ssh.authorized-keys');
  if (absent) return absent;
  const readings = readArtifacts(context, 'ssh.authorized-keys', readAuthorizedKeys);
  const homes = homeOwners(context);
  const items = readings.rows.flatMap(({ artifact, value }) =>
    value.map((key): AuthorizedKey => {
      const source = artifact.source;
      const file = key.path ?? (source !== null && 'file' in source ? source.file : 'authorized_keys');
      return {
        user: userOf(file, homes),
        file,
        fingerprint: key.fingerprint,
        keyType: key.keyType,
        comment: key.comment,
        options: key.options.join(','),
        ref: refTo(artifact, key.line, `${key.keyType} ${key.fingerprint} ${key.comment}`),
      };
    }),
  );
  return factOf(readings, items);
});

function homeOwners(context: ParseContext): ReadonlyMap<string, string> {
  const { rows } = readArtifacts(context, 'host.users', readAccounts);
  const users = rows.flatMap((row) => row.value).flatMap((entry) => (entry.kind === 'user' ? [entry] : []));
  return new Map(users.toReversed().map(({ home, name }) => [home, name]));
}

function userOf(file: string, homes: ReadonlyMap<string, string>): string {
  const home = file.replace(/\/\.ssh\/[^/]*$/, '');
  const central = /^\/etc\/ssh\/authorized_keys(?:\.d)?\/([^/]+)/.exec(file)?.[1];
  return homes.get(home) ?? central ?? (home === '/root' ? 'root' : (/^\/home\/([^/]+)/.exec(file)?.[1] ?? file));
}
