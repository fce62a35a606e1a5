import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProbePlace } from '../collectors/outside/outside-artifacts.js';
import type { SshTarget } from './ssh-target.js';
import type { Terminal } from './terminal.js';

const run = promisify(execFile);

/** Where the host named by the user is reached: ssh_config(5) may give an alias another name, or a way through a third host. */
export async function directAddress(target: SshTarget, env: Terminal['env']): Promise<ProbePlace> {
  try {
    const port = target.port === null ? [] : ['-p', String(target.port)];
    const { stdout } = await run('ssh', ['-G', ...port, '--', target.destination], { timeout: 5000, env: { ...env } });
    const setting = (name: string) => new RegExp(`^${name} (.{1,300})$`, 'm').exec(stdout)?.[1] ?? null;
    const behind = [setting('proxyjump'), setting('proxycommand')].find((value) => value !== null && value !== 'none');
    if (behind !== undefined)
      return { host: null, reason: 'the host is reached through another one, so its ports cannot be tried from here' };
    return { host: setting('hostname') ?? target.host, sshPort: Number(setting('port') ?? 22) };
  } catch {
    // An ssh without -G (before 6.8): the name itself is all there is.
    return { host: target.host, sshPort: target.port ?? 22 };
  }
}
