// Runs a script on one Node binary, with or without the sensor, and reads what the sensor wrote.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The shipped file under test. */
export const SENSOR = join(root, 'packages/sensor/sensor.cjs');
/** The scripts shared with the unit tests. */
export const FIXTURES = join(root, 'packages/sensor/test/fixtures');
/** The lab's own folder. */
export const LAB = fileURLToPath(new URL('..', import.meta.url));

const TIMEOUT_MS = 120_000;

/** `options`: args, env, flags (before the sensor), preload (default true), timeoutMs. Resolves to code, output and lines. */
export function runNode(node, script, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'candor-lab-sensor-'));
  const file = join(folder, 'events.jsonl');
  const preload = options.preload === false ? [] : ['--require', SENSOR];
  const argv = ['--no-warnings', ...(options.flags ?? []), ...preload, script, ...(options.args ?? [])];
  const env = { PATH: process.env.PATH, CANDOR_SENSOR_FILE: file, ...options.env };
  return new Promise((resolve) => {
    const child = spawn(node, argv, { env, timeout: options.timeoutMs ?? TIMEOUT_MS, killSignal: 'SIGKILL' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('close', (code) => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      rmSync(folder, { recursive: true, force: true });
      resolve({
        code,
        stdout,
        stderr,
        lines: text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
      });
    });
  });
}

/** The lines of one kind. */
export const ofKind = (run, kind) => run.lines.filter((line) => line.kind === kind);
