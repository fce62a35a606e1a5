import type { AddCommand } from './command.js';

/** `candor actuator serve | apply | install`: the small part with rights. */
export const addActuator: AddCommand = (program, terminal, exit) => {
  const command = program
    .command('actuator')
    .description('the small part that may change the packet filter, for the rest to run without rights')
    .addHelpText('after', '\nExamples:\n  $ sudo candor actuator install\n  $ sudo candor actuator serve\n');
  command
    .command('serve')
    .description('listen on a Unix socket of mode 0660; a JSON request a line')
    .option('--socket <path>', 'where to listen', '/run/candor/actuator.sock')
    .addHelpText('after', '\nExample:\n  $ sudo candor actuator serve\n')
    .action(async (options: { socket: string }) => {
      const { runActuator } = await import('../run-actuator.js');
      exit.code = await runActuator(options.socket, terminal);
    });
  command
    .command('apply')
    .description('one request on standard input, one answer; the only command that sudo needs to allow')
    .addHelpText(
      'after',
      '\nExample:\n  $ echo \'{"do":"block","targets":["203.0.113.9"],"seconds":600}\' | sudo -n candor actuator apply\n',
    )
    .action(async () => {
      const { runActuatorOnce } = await import('../run-actuator.js');
      exit.code = await runActuatorOnce(terminal);
    });
  command
    .command('install')
    .description('systemd units: the actuator, blocks that come back at boot, names looked up again; shows them first')
    .option('--print', 'show them, write nothing')
    .option('--yes', 'write without asking')
    .addHelpText('after', '\nExample:\n  $ candor actuator install --print\n')
    .action(async (options: { print?: boolean; yes?: boolean }) => {
      const { installActuator } = await import('../install-actuator.js');
      exit.code = await installActuator(options, terminal);
    });
};
