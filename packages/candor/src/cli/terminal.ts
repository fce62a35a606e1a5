/** What a command may use of the process: everything else is passed in. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdin: AsyncIterable<Buffer>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interactive: boolean;
  readonly colour: boolean;
  readonly width: number;
  readonly now: () => Date;
}

/** The real process. */
export function processTerminal(): Terminal {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: process.stdin,
    env: process.env,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    colour,
    width: process.stdout.columns ?? 100,
    now: () => new Date(),
  };
}
