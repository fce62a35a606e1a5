import type { ReportOptions } from '../run-report.js';
import type { AddCommand } from './command.js';

/** `candor report [ID]`: an earlier report in any format; `--diff A B`: what changed. */
export const addReport: AddCommand = (program, terminal) => {
  program
    .command('report')
    .argument('[ids...]', 'a report id, its beginning, or its record number (default: the last)')
    .description('print a report of the case in any format, or what changed between two')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--format <format>', 'terminal, markdown, html, json, sarif, ocsf, openvex, junit', 'terminal')
    .option('-o, --output <file>', 'where to write')
    .option('--diff', 'two reports: findings new, fixed, reopened, and the change of the verdict')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ candor report --format markdown -o report.md\n  $ candor report --diff 000003 000004\n',
    )
    .action(async (ids: string[], options: ReportOptions) => {
      const { runReport } = await import('../run-report.js');
      runReport(ids, options, terminal);
    });
};
