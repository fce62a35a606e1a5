import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTwoFilesPatch } from 'diff';
import { CandorError } from '../core/errors.js';
import { serviceUnit, unitName, unitPath } from '../watch/service-unit.js';
import { confirm } from './confirm.js';
import { policyPlace } from './load-policy.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

const program = fileURLToPath(new URL('../../bin/candor.js', import.meta.url));
const systemctlDeadlineMs = 60_000;

/** Shows the unit as a diff, writes and starts it on a yes. */
export async function runWatchInstall(
  options: { readonly yes?: boolean; readonly print?: boolean },
  terminal: Terminal,
): Promise<number> {
  const place = policyPlace(undefined);
  const config = place === null ? [] : ['--config', place.startsWith('/') ? place : `${process.cwd()}/${place}`];
  const unit = serviceUnit([process.execPath, program, 'watch', ...config], process.cwd());
  if (options.print) {
    terminal.stdout(unit);
    return 0;
  }
  needSystemd();
  const before = existsSync(unitPath) ? readFileSync(unitPath, 'utf8') : '';
  if (before === unit) terminal.stdout(`${unitPath} is as it should be\n`);
  else terminal.stdout(createTwoFilesPatch(unitPath, unitPath, before, unit, '', '', { context: 2 }));
  if (!(await confirm(`Write ${unitPath} and start the watcher?`, options.yes ?? false, terminal))) return 1;
  writeFileSync(`${unitPath}.new`, unit, { mode: 0o644 });
  renameSync(`${unitPath}.new`, unitPath);
  systemctl(['daemon-reload']);
  systemctl(['enable', '--now', unitName]);
  terminal.stdout(`${unitName} runs; undo: candor watch uninstall; see it: candor watch status\n`);
  return 0;
}

/** Stops the watcher and removes its unit; what it stored stays. */
export async function runWatchUninstall(options: { readonly yes?: boolean }, terminal: Terminal): Promise<number> {
  needSystemd();
  if (!existsSync(unitPath)) {
    terminal.stdout(`${unitPath} is not there: nothing to remove\n`);
    return 0;
  }
  if (!(await confirm(`Stop the watcher and remove ${unitPath}?`, options.yes ?? false, terminal))) return 1;
  systemctl(['disable', '--now', unitName]);
  rmSync(unitPath);
  systemctl(['daemon-reload']);
  terminal.stdout('the watcher is stopped and its unit removed; the store in /var/lib/candor stays\n');
  return 0;
}

function needSystemd(): void {
  if (existsSync('/run/systemd/system')) return;
  throw new CandorError('USAGE', 'this host does not run systemd', {
    hint: 'candor watch install --print shows the unit; start candor watch with whatever starts programs here',
  });
}

function systemctl(args: readonly string[]): void {
  const run = spawnSync('systemctl', [...args], { encoding: 'utf8', timeout: systemctlDeadlineMs });
  if (run.status === 0) return;
  const why = plainLine(run.stderr ?? '') || run.error?.message || `exit ${run.status}`;
  throw new CandorError('USAGE', `systemctl ${args.join(' ')} failed: ${why}`, { hint: 'run it with sudo' });
}
