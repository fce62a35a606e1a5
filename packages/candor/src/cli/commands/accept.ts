import type { AcceptOptions } from '../run-accept.js';
import type { AddCommand } from './command.js';

/** `candor accept`: live with a configuration finding for a time; it stays printed and the verdict stays. */
export const addAccept: AddCommand = (program, terminal, exit) => {
  program
    .command('accept')
    .argument('<finding>', 'a fingerprint or its beginning, or CHECK@subject')
    .description('live with a configuration finding of Q1 or Q7 for at most 180 days; the verdict stays AT RISK')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--reason <sentence>', 'why it cannot be changed')
    .option('--expires <date>', 'until when, at most 180 days')
    .option('--author <name>', 'who signs')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ candor accept CTR-03@container:legacy-1 --reason "the vendor image needs root until May" --author ana\n',
    )
    .action(async (finding: string, options: AcceptOptions) => {
      const { runAccept } = await import('../run-accept.js');
      exit.code = await runAccept(finding, options, terminal);
    });
};
