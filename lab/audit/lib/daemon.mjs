// An auditd of our own: own configuration, own log, own plugin socket. The kernel has one audit system, so the rule is
// machine-wide while it runs; it is taken away at the end, and auditing is switched off again where it was off.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Skipped } from '../../lib/tally.mjs';

const run = promisify(execFile);
const rule = ['always,exit', '-F', 'arch=b64', '-S', 'execve,execveat', '-k', 'candor-lab'];

/** @param {string} log @param {string} plugins */
const configuration = (log, plugins) => `local_events = yes
write_logs = yes
log_file = ${log}
log_group = root
log_format = RAW
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 64
num_logs = 5
max_log_file_action = ROTATE
space_left = 1
space_left_action = IGNORE
admin_space_left = 0
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
q_depth = 20000
overflow_action = IGNORE
plugin_dir = ${plugins}
end_of_event_timeout = 2
`;

/** What the kernel says of its audit system. */
export async function auditStatus() {
  const { stdout } = await run('auditctl', ['-s']);
  const number = (name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
  return {
    enabled: number('enabled'),
    pid: number('pid'),
    lost: number('lost'),
    backlogLimit: number('backlog_limit'),
  };
}

/** Starts auditd with the rule for program starts; throws {@link Skipped} where it cannot be had. */
export async function startAuditd() {
  if (!existsSync('/usr/sbin/auditd')) throw new Skipped('auditd is not installed (lab/install.sh)');
  const before = await auditStatus().catch(() => null);
  if (before === null) throw new Skipped('the kernel has no audit system, or it cannot be asked');
  if (before.pid !== 0) throw new Skipped(`another audit daemon runs (pid ${before.pid})`);
  const folder = await mkdtemp(join(tmpdir(), 'candor-audit-'));
  const plugins = join(folder, 'plugins.d');
  const log = join(folder, 'audit.log');
  const socket = join(folder, 'events.sock');
  await mkdir(plugins);
  await writeFile(join(folder, 'auditd.conf'), configuration(log, plugins), { mode: 0o640 });
  const plugin = `active = yes\ndirection = out\npath = builtin_af_unix\ntype = builtin\nargs = 0600 ${socket}\nformat = string\n`;
  await writeFile(join(plugins, 'af_unix.conf'), plugin, { mode: 0o640 });
  const daemon = spawn('/usr/sbin/auditd', ['-n', '-c', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  daemon.stderr.on('data', (text) => {
    complaints += text;
  });
  const stop = async () => {
    await run('auditctl', ['-d', ...rule]).catch(() => undefined); // it was never loaded
    if (daemon.exitCode === null) {
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    await run('auditctl', ['-b', String(before.backlogLimit)]).catch(() => undefined); // its value before
    if (before.enabled === 0) await run('auditctl', ['-e', '0']);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let tries = 0; (await auditStatus()).pid !== daemon.pid || !existsSync(log); tries += 1) {
      if (tries > 100 || daemon.exitCode !== null)
        throw new Skipped(`auditd does not start here: ${complaints.trim().slice(0, 300)}`);
      await sleep(50);
    }
    await run('auditctl', ['-b', '8192']);
    await run('auditctl', ['-e', '1']);
    await run('auditctl', ['-a', ...rule]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { folder, log, socket, stop, rotate: () => daemon.kill('SIGUSR1') };
}
