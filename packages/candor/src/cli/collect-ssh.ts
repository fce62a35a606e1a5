import { spawn } from 'node:child_process';
import { memoryFiles } from '../bundle/bundle-files.js';
import { readArchive } from '../bundle/read-archive.js';
import { readBundleFiles } from '../bundle/read-bundle.js';
import { outsideArtifacts } from '../collectors/outside/outside-artifacts.js';
import { collectScript } from '../collectors/shell/collect-script.js';
import { CandorError } from '../core/errors.js';
import type { Bundle } from '../core/evidence.js';
import type { Policy } from '../core/policy.js';
import { directAddress } from './ssh-address.js';
import { sshFailure } from './ssh-failure.js';
import { parseSshTarget, type SshTarget, sshArguments } from './ssh-target.js';
import type { Terminal } from './terminal.js';

/** Bounds on what another host may send: tar in memory, complaints, time. */
const limits = { entries: 10_000, totalBytes: 512 << 20, stderrBytes: 64 << 10, timeoutMs: 180_000 } as const;

/** What a run over SSH is asked for. */
export interface SshOptions {
  readonly ssh: string;
  readonly sudo: boolean;
  /** Milliseconds before the capture. */
  readonly since: number;
}

/** Collects from another host: the script goes in on standard input, a bundle comes back; then its ports are tried from here. */
export async function collectSsh(options: SshOptions, policy: Policy | null, terminal: Terminal): Promise<Bundle> {
  const target = parseSshTarget(options.ssh);
  const script = collectScript({
    sinceSeconds: options.since / 1000,
    publicNames: policy?.publicNames ?? [],
    projects: policy?.projects ?? [],
  });
  const inside = await runScript(target, options.sudo, script, terminal);
  const outside = await outsideArtifacts({
    place: await directAddress(target, terminal.env),
    bundle: inside,
    publicNames: policy?.publicNames ?? [],
    now: terminal.now,
  });
  return { ...inside, artifacts: [...inside.artifacts, ...outside] };
}

async function runScript(target: SshTarget, sudo: boolean, script: string, terminal: Terminal): Promise<Bundle> {
  const child = spawn('ssh', sshArguments(target, sudo), { stdio: ['pipe', 'pipe', 'pipe'], env: { ...terminal.env } });
  let stderr = '';
  let timedOut = false;
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < limits.stderrBytes) stderr += chunk.toString('utf8').slice(0, limits.stderrBytes);
  });
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, limits.timeoutMs);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  // The remote side may hang up before it has read the script: its own words say why.
  child.stdin.once('error', () => {});
  child.stdin.end(script);
  const archive = readArchive(target.destination, child.stdout, limits).then(
    (files) => ({ files, error: null }),
    (error: unknown) => {
      child.kill('SIGTERM');
      child.stdout.resume();
      return { files: null, error };
    },
  );
  try {
    const [exitCode, { files, error }] = await Promise.all([ended, archive]);
    if (error instanceof CandorError && error.code === 'BUNDLE_TOO_LARGE') throw error;
    if (exitCode !== 0 || timedOut || files === null || !files.has('manifest.json'))
      throw sshFailure({ destination: target.destination, exitCode, stderr, timedOut });
    return readBundleFiles(memoryFiles(target.destination, files));
  } catch (error) {
    throw asSshError(error);
  } finally {
    clearTimeout(timer);
  }
}

function asSshError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error) || error instanceof CandorError || error.code !== 'ENOENT')
    return error;
  return new CandorError('REMOTE_FAILED', 'ssh is not installed here', {
    hint: 'install it (apt-get install openssh-client), or collect there: candor collect --print-script > collect.sh',
  });
}
