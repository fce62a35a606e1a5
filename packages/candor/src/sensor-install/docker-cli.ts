import { spawn } from 'node:child_process';
import { CandorError } from '../core/errors.js';

/** What a command of Docker said. `code` is null when it could not be started or took too long. */
export interface DockerAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Docker and Compose as this host has them; argument lists, never a shell. */
export interface DockerCli {
  /** `docker ARGS`. */
  docker(args: readonly string[], input?: Buffer): Promise<DockerAnswer>;
  /** `docker compose ARGS`, or `docker-compose ARGS` where Compose is not a plugin. */
  compose(args: readonly string[]): Promise<DockerAnswer>;
}

/** A pull inside `up` is the slowest step that is waited for. */
const timeoutMs = 300_000;
const maxChars = 16 << 20;

/** The caller's `docker`, with the caller's environment (`DOCKER_HOST`, contexts). */
export function createDockerCli(env: Readonly<Record<string, string | undefined>>): DockerCli {
  let composeCommand: Promise<readonly string[]> | null = null;
  return {
    docker: (args, input) => run(['docker', ...args], env, input),
    compose: async (args) => {
      composeCommand ??= findCompose(env);
      return run([...(await composeCommand), ...args], env);
    },
  };
}

async function findCompose(env: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> {
  for (const command of [['docker', 'compose'], ['docker-compose']])
    if ((await run([...command, 'version'], env)).code === 0) return command;
  throw new CandorError('USAGE', 'neither docker compose nor docker-compose runs here', {
    hint: 'install the Compose plugin of your engine',
  });
}

function run(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  input?: Buffer,
): Promise<DockerAnswer> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...env }, timeout: timeoutMs, killSignal: 'SIGKILL' });
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      if (out.stdout.length < maxChars) out.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (out.stderr.length < maxChars) out.stderr += chunk.toString();
    });
    child.stdin.on('error', () => undefined); // a child that ends without reading tells why by its exit code
    child.stdin.end(input);
    child.once('error', (error) => resolve({ code: null, stdout: '', stderr: error.message }));
    child.once('close', (code) => resolve({ code, ...out }));
  });
}

/** The answer of a command that has to succeed; else an error with its last words. */
export async function must(answer: Promise<DockerAnswer>, what: string): Promise<string> {
  const { code, stdout, stderr } = await answer;
  if (code === 0) return stdout;
  const words = (stderr.trim() || stdout.trim()).split('\n').slice(-3).join(' / ').slice(0, 500);
  throw new CandorError('REMOTE_FAILED', `${what}: ${words || 'failed'}`);
}
