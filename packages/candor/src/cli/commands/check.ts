import { InvalidArgumentError } from 'commander';
import { type CheckOptions, type FailLevel, failLevels } from '../check-options.js';
import type { AddCommand } from './command.js';

/** `candor check`: collect (or read) evidence, judge it, report. */
export const addCheck: AddCommand = (program, terminal, exit) => {
  program
    .command('check')
    .description('audit this host, another over SSH, or an evidence bundle, and say whether it is safe')
    .option('--from <bundle>', 'judge a bundle: a folder, a .tar.gz, or - for standard input')
    .option('--ssh <target>', 'audit another host, you@host[:port], with nothing installed there')
    .option('--sudo', 'with --ssh: read as root through sudo -n')
    .option('--since <duration>', 'how far back to look: 90m, 24h, 7d', duration, 86_400_000)
    .option('--fail-on <level>', `exit 0 below this level: ${failLevels.join(', ')}`, failLevel)
    .option('--offline', 'do not refresh the advisory data')
    .option('--json', 'print the report as JSON')
    .option(
      '--format <format>',
      'markdown, html, json, sarif, ocsf, openvex, junit, terminal; repeat with -o for several',
      append,
      [],
    )
    .option('-o, --output <file>', 'where to write; one a --format, in order', append, [])
    .option('--config <file>', 'policy file (default: candor.yaml in this folder or /etc/candor)')
    .option('--case <folder>', 'case folder with earlier reports (default for this host: candor.d)')
    .option('--quiet', 'no progress, only the verdict line')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo npx candor check\n  $ candor check --ssh you@web-1 --sudo\n  $ candor check --from bundle.tar.gz --format html -o report.html\n',
    )
    .action(async (options: CheckOptions) => {
      const { runCheckCommand } = await import('../run-check-command.js');
      exit.code = await runCheckCommand(options, terminal);
    });
};

/** Reads `90m`, `24h`, `7d` as milliseconds. */
export function duration(text: string): number {
  const match = /^(\d{1,5})(s|m|h|d)$/.exec(text);
  const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] as 's' | 'm' | 'h' | 'd']; // the pattern allows only these
  if (!match || unit === undefined || Number(match[1]) === 0)
    throw new InvalidArgumentError('Say it as 90m, 24h or 7d.');
  return Number(match[1]) * unit;
}

function failLevel(text: string): FailLevel {
  const level = failLevels.find((candidate) => candidate === text);
  if (!level) throw new InvalidArgumentError(`One of ${failLevels.join(', ')}.`);
  return level;
}

function append(value: string, list: readonly string[]): string[] {
  return [...list, ...value.split(',')];
}
