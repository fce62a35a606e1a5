import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file under test. */
export const SENSOR = fileURLToPath(new URL('../sensor.cjs', import.meta.url));
/** Folder of the scripts that tests run. */
export const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));

/** One line of the sensor; fields by kind as in README.md. */
export type SensorLine = Readonly<Record<string, unknown>> & { readonly kind: string; readonly seq: number };

/** What a run of Node left. */
export interface NodeRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly SensorLine[];
}

/** How to run Node. `env` is added to a clean environment; `preload` is false for a run without the sensor. */
export interface NodeOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly preload?: boolean;
  readonly input?: string;
}

const parseLines = (text: string): SensorLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SensorLine);

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No file: the run wrote no line.
    return '';
  }
};

/** Runs a script, or with `-e` a text, under the sensor and returns its output and the sensor's lines. */
export function runNode(script: string, options: NodeOptions = {}): Promise<NodeRun> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-sensor-'));
  const file = join(folder, 'events.jsonl');
  const preload = options.preload === false ? [] : ['--require', SENSOR];
  const target = script.includes('\n') || !script.endsWith('js') ? ['-e', script] : [script];
  const argv = [...(options.flags ?? []), ...preload, ...target, ...(options.args ?? [])];
  const env = { PATH: process.env.PATH ?? '', CANDOR_SENSOR_FILE: file, ...options.env };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, { env, cwd: FIXTURES });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    child.on('close', (code) => {
      const lines = parseLines(readIfThere(file));
      rmSync(folder, { recursive: true, force: true });
      resolve({ code, stdout, stderr, lines });
    });
    child.stdin.end(options.input ?? '');
  });
}

/** The lines of one kind. */
export const ofKind = (run: NodeRun, kind: string): SensorLine[] => run.lines.filter((line) => line.kind === kind);
