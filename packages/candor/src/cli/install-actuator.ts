import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createProgramRunner } from '../actuator/run-program.js';
import { unitFiles } from '../actuator/units.js';
import { CandorError } from '../core/errors.js';
import { confirm } from './confirm.js';
import type { Terminal } from './terminal.js';

/** The line for `visudo -f /etc/sudoers.d/candor`, where no actuator runs. */
const sudoers = '%candor ALL=(root) NOPASSWD: /usr/local/bin/candor actuator apply';

/** Shows the units and writes them after a yes. Returns 0. */
export async function installActuator(
  options: { print?: boolean; yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const program = realpathSync(process.argv[1] ?? '');
  const files = unitFiles(`${process.execPath} ${program}`);
  for (const { path, text } of files) {
    const state = !existsSync(path) ? 'new' : readFileSync(path, 'utf8') === text ? 'as it is' : 'changes';
    terminal.stdout(`# ${path} (${state})\n${text}\n`);
  }
  terminal.stdout(`# without the service, for sudo alone (visudo -f /etc/sudoers.d/candor):\n# ${sudoers}\n`);
  if (options.print) return 0;
  if (/\s/.test(program))
    throw new CandorError('USAGE', `${program} has a blank in its path`, {
      hint: 'systemd would split it; install candor elsewhere',
    });
  if (!(await confirm('write these files and make the group candor?', options.yes ?? false, terminal))) {
    terminal.stderr('nothing was written\n');
    return 0;
  }
  const run = createProgramRunner();
  const group = await run(['groupadd', '--system', '--force', 'candor']);
  if (group.exitCode !== 0)
    throw new CandorError('FIREWALL_FAILED', 'the group candor could not be made', { hint: 'run with sudo' });
  for (const { path, text } of files) writeFileSync(path, text, { mode: 0o644 });
  terminal.stdout(
    'written. Start them:\n  sudo systemctl daemon-reload\n  sudo systemctl enable --now candor-blocks.service candor-actuator.service candor-blocks-refresh.timer\nundo:\n  sudo systemctl disable --now candor-blocks.service candor-actuator.service candor-blocks-refresh.timer\n' +
      `  sudo rm ${files.map(({ path }) => path).join(' ')}\n`,
  );
  return 0;
}
