import { missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { commandArtifact } from '../command-artifact.js';
import { attempt } from '../proc/attempt.js';
import { pidIndex } from '../proc/pid-index.js';
import { readFileArtifact } from './file-artifact.js';
import { noSystemd } from './no-systemd.js';

const MAX_LOG_BYTES = 16 << 20;

/** The SSH server's effective settings, logins in the window, bans, clock. */
export const loginsCollector: Collector = {
  id: 'logins',
  artifacts: ['ssh.config', 'auth.log', 'fail2ban.status', 'crowdsec.decisions', 'host.time-sync'],
  async collect(env) {
    return Promise.all([
      commandArtifact(env, {
        id: 'ssh.config',
        command: ['sshd', '-T'],
        costs: 'how one can log in is not known',
        // The service makes that folder when it starts: no SSH server has run since the system came up.
        absentWhen: /^Missing privilege separation directory/m,
      }),
      authLog(env),
      fail2ban(env),
      crowdsec(env),
      commandArtifact(env, {
        id: 'host.time-sync',
        command: ['timedatectl', 'show'],
        costs: 'whether the clock is right is not known',
        timeoutMs: 2000,
        absentWhen: noSystemd,
      }),
    ]);
  },
};

/** Debian 12 writes no /var/log/auth.log unless rsyslog is installed; then journald has it. */
async function authLog(env: CollectorEnv): Promise<CollectedArtifact> {
  const redacted = (bytes: Buffer) => env.redact.bytes(bytes);
  const file = await readFileArtifact(env, 'auth.log', '/var/log/auth.log', {
    maxBytes: MAX_LOG_BYTES,
    tail: true,
    transform: redacted,
  });
  if (file.status !== 'absent') return file;
  const since = `@${Math.floor(env.since.getTime() / 1000)}`;
  return commandArtifact(env, {
    id: 'auth.log',
    command: [
      'journalctl',
      '--no-pager',
      '-o',
      'short-iso',
      '-S',
      since,
      '-t',
      'sshd',
      '-t',
      'sudo',
      '-t',
      'su',
      '-t',
      'login',
    ],
    costs: 'logins in the window are not known',
    // journalctl(1) ends with 0 and a hint when it may not open the system's journal.
    deniedWhen: /not seeing messages from other users|insufficient permissions/i,
    absentWhen: /no journal files were found/i,
    maxBytes: MAX_LOG_BYTES,
  });
}

/** Only where the server runs: asking a server that does not run costs a child process and says nothing more. */
async function fail2ban(env: CollectorEnv): Promise<CollectedArtifact> {
  const socket = await attempt(env.fs.stat('/run/fail2ban/fail2ban.sock'));
  if (socket === null) return missing(env, 'fail2ban.status', 'absent', 'fail2ban does not run here');
  return commandArtifact(env, {
    id: 'fail2ban.status',
    command: ['fail2ban-client', 'status', 'sshd'],
    costs: 'who is banned is not known',
    timeoutMs: 2500,
  });
}

async function crowdsec(env: CollectorEnv): Promise<CollectedArtifact> {
  const runs = (await pidIndex(env)).some(({ comm }) => comm === 'crowdsec');
  if (!runs) return missing(env, 'crowdsec.decisions', 'absent', 'CrowdSec does not run here');
  return commandArtifact(env, {
    id: 'crowdsec.decisions',
    command: ['cscli', 'decisions', 'list', '-o', 'json'],
    costs: 'who is banned is not known',
    timeoutMs: 3000,
  });
}
