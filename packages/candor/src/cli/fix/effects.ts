import type { Runner } from '../../collectors/env/run-command.js';
import type { Effect, SourceFile } from '../../fix/model.js';

/** A command with the words that say what it is for. */
export interface Step {
  readonly command: readonly string[];
  readonly why: string;
}

/** Outcome of a step. */
export interface StepOutcome extends Step {
  readonly state: 'ok' | 'failed' | 'not-here';
  /** The program's own last words, at most 600 characters. */
  readonly words: string;
}

/** Longest proof; `nginx -t` resolves names. */
const proofMs = 30_000;
/** Longest reload; `docker compose up` waits for health checks of what a service depends on. */
const reloadMs = 300_000;

/** Commands that read the written files without loading them. */
export function proofsOf(effects: readonly Effect[], sources: readonly SourceFile[]): Step[] {
  return stepsOf(effects, (effect) => {
    if (effect.kind === 'compose-up')
      return { command: [...composeOf(effect.project, sources), 'config', '--quiet'], why: 'Compose reads the files' };
    if (effect.kind === 'nginx-reload') return { command: ['nginx', '-t', '-q'], why: 'nginx reads its configuration' };
    if (effect.kind === 'sshd-reload') return { command: ['sshd', '-t'], why: 'sshd reads its configuration' };
    return { command: ['nft', '-c', '-f', effect.path], why: 'nft reads the rules' };
  });
}

/** Commands that put the written files into effect. */
export function reloadsOf(effects: readonly Effect[], sources: readonly SourceFile[]): Step[] {
  return stepsOf(joined(effects), (effect) => {
    if (effect.kind === 'compose-up') {
      const build = effect.build ? ['--build'] : [];
      const command = [...composeOf(effect.project, sources), 'up', '-d', ...build, ...effect.services];
      return { command, why: `recreates ${effect.services.join(', ')} from the files` };
    }
    if (effect.kind === 'nginx-reload')
      return { command: ['nginx', '-s', 'reload'], why: 'nginx reads its configuration anew' };
    if (effect.kind === 'sshd-reload')
      return {
        command: ['systemctl', 'reload', 'ssh'],
        why: 'sshd reads its configuration anew; open connections stay',
      };
    return { command: ['nft', '-f', effect.path], why: 'the rules are loaded' };
  });
}

/** One `up` a project with all of its services. */
function joined(effects: readonly Effect[]): Effect[] {
  const projects = new Map<string, Effect>();
  for (const effect of effects) {
    const key = effect.kind === 'compose-up' ? effect.project : JSON.stringify(effect);
    const before = projects.get(key);
    if (effect.kind === 'compose-up' && before?.kind === 'compose-up') {
      const services = [...new Set([...before.services, ...effect.services])].sort();
      projects.set(key, { ...effect, services, build: before.build || effect.build });
    } else projects.set(key, effect);
  }
  return [...projects.values()];
}

function stepsOf(effects: readonly Effect[], step: (effect: Effect) => Step): Step[] {
  const steps = new Map(effects.map(step).map((one) => [JSON.stringify(one.command), one]));
  return [...steps.values()];
}

function composeOf(project: string, sources: readonly SourceFile[]): string[] {
  const files = sources.filter(({ kind, subject }) => kind === 'compose' && subject === `project:${project}`);
  const folder = (files[0]?.path ?? '/').replace(/\/[^/]*$/, '') || '/';
  return [
    'docker',
    'compose',
    '--project-name',
    project,
    '--project-directory',
    folder,
    ...files.flatMap(({ path }) => ['-f', path]),
  ];
}

/** Runs the proofs. */
export async function runProofs(steps: readonly Step[], run: Runner): Promise<StepOutcome[]> {
  return runSteps(steps, run, proofMs);
}

/** Runs the reloads, one after the other. */
export async function runReloads(steps: readonly Step[], run: Runner): Promise<StepOutcome[]> {
  return runSteps(steps, run, reloadMs);
}

async function runSteps(steps: readonly Step[], run: Runner, timeoutMs: number): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const step of steps) outcomes.push(await runStep(step, run, timeoutMs));
  return outcomes;
}

async function runStep(step: Step, run: Runner, timeoutMs: number): Promise<StepOutcome> {
  const result = await run(step.command, { timeoutMs, maxBytes: 64 * 1024 });
  if (result.notFound) return { ...step, state: 'not-here', words: '' };
  const text = `${result.stderr.toString()}${result.stdout.toString()}`.trim();
  if (step.command[0] === 'docker' && isWithoutCompose(text)) return { ...step, state: 'not-here', words: '' };
  const words = text.slice(-600);
  const state = result.exitCode === 0 ? 'ok' : 'failed';
  return { ...step, state, words: result.timedOut ? `no end after ${timeoutMs / 1000} s` : words };
}

/** Without the plugin docker itself answers: by its own help (20.10), or that there is no such command. */
function isWithoutCompose(text: string): boolean {
  return /is not a docker command|unknown docker command|Usage:\s+docker \[OPTIONS\] COMMAND/.test(text);
}
