import { InvalidArgumentError } from 'commander';
import { CandorError } from '../../core/errors.js';
import type { AddCommand } from './command.js';

interface Options {
  readonly ports?: readonly number[];
  readonly output?: string;
  readonly from: string;
  readonly listen?: boolean;
  readonly port: number;
}

/** `candor probe HOST`: what of a host can be reached from here; `--listen` answers such a probe from another machine. */
export const addProbe: AddCommand = (program, terminal, exit) => {
  program
    .command('probe')
    .argument('[host]', 'a host of yours: its name or address')
    .description('try the ports of a host of yours from this machine, as an outsider would')
    .option('--ports <list>', 'ports to try: 22,80,443 (default: those and the ones that should never answer)', ports)
    .option('-o, --output <file>', 'where to write: .ndjson, or a bundle as .tar.gz')
    .option('--from <name>', 'what to call this place in the report', place, 'probe')
    .option('--listen', 'answer connections here, to see who gets out of a server')
    .option('--port <number>', 'with --listen: the port', port, 8765)
    .addHelpText('after', '\nExamples:\n  $ candor probe web-1.example.org\n  $ candor probe --listen --port 8765\n')
    .action(async (host: string | undefined, options: Options) => {
      const { runAnswerer, runProbe } = await import('../run-probe.js');
      if ((host === undefined) === (options.listen !== true))
        throw new CandorError('USAGE', 'name a host, or use --listen', { hint: 'candor probe web-1.example.org' });
      exit.code =
        host === undefined ? await runAnswerer(options.port, terminal) : await runProbe(host, options, terminal);
    });
};

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 65_535) throw new InvalidArgumentError('A port is 1 to 65535.');
  return number;
}

function ports(text: string): number[] {
  const list = text.split(',').map(port);
  if (list.length > 100) throw new InvalidArgumentError('At most 100 ports.');
  return list;
}

function place(text: string): string {
  if (!/^[\w.-]{1,60}$/.test(text)) throw new InvalidArgumentError('Letters, digits, dots and dashes.');
  return text;
}
