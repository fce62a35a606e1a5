import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const packageFolder = join(import.meta.dirname, '../packages/candor');
const bundle = join(import.meta.dirname, 'bundles/2025-12-13T0838-as-looked-at');
const start = 'const { main } = await import(process.argv[1]); process.exitCode = await main(process.argv.slice(2));';

/** Runs one entry of the build as a process of its own. */
function candor(entry: string, ...args: string[]) {
  const run = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', start, join(packageFolder, 'dist', entry), ...args],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return { code: run.status, out: run.stdout, err: run.stderr };
}

describe('the joined modules of the build', () => {
  it('are there: `npm run build` writes them', () => {
    expect(existsSync(join(packageFolder, 'dist/joined/main.js'))).toBe(true);
  });

  it.each([
    ['a report', ['check', '--from', bundle, '--json'], 4],
    ['a page with its styles', ['check', '--from', bundle, '--format', 'html'], 4],
    ['the script for a host without Node', ['collect', '--print-script'], 0],
    ['an explanation', ['explain', 'RTC-02'], 0],
    ['wrong usage', ['check', '--form', 'x'], 64],
  ])('give %s in the same bytes as the modules', (_case, args, code) => {
    const joined = candor('joined/main.js', ...args);
    expect(joined).toEqual(candor('cli/main.js', ...args));
    expect(joined.code).toBe(code);
  });
});
