import type { AddCommand } from './command.js';

/** `candor evidence`: keep it before anything is killed. */
export const addEvidence: AddCommand = (program, terminal, exit) => {
  const evidence = program
    .command('evidence')
    .description('keep evidence before anything is killed or removed')
    .addHelpText('after', '\nExample:\n  $ sudo candor evidence preserve site-app-1\n');
  evidence
    .command('preserve')
    .argument('<target>', 'a container, a pid, or a path with a slash')
    .description('copy executable, maps, environment names, open files, sockets, changed files, log; hash and sign')
    .option('--case <folder>', 'case folder that it goes into (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ sudo candor evidence preserve site-app-1 --case candor.d\n')
    .action(async (target: string, options) => {
      const { runEvidencePreserve } = await import('../run-evidence.js');
      exit.code = await runEvidencePreserve(target, options, terminal);
    });
  evidence
    .command('verify')
    .argument('<folder>', 'a folder that preserve made')
    .description('compare it with its signed manifest; exit code 65 when something was changed')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ candor evidence verify candor.d/evidence/2026-11-22T120000.000Z-site-app-1\n',
    )
    .action(async (folder: string, options) => {
      const { runEvidenceVerify } = await import('../run-evidence.js');
      exit.code = runEvidenceVerify(folder, options, terminal);
    });
};
