import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { loadRedactionKey } from '../collectors/redact/load-key.js';
import { createRedactor } from '../collectors/redact/redactor.js';
import { CandorError } from '../core/errors.js';
import { type ExposedSecret, exposedSecrets, rotationStates } from '../preserve/exposed-secrets.js';
import { stateFolder } from './folders.js';
import { findContainer, openEngine } from './open-engine.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Options of `candor rotate-list`. */
export interface RotateOptions {
  readonly output?: string;
  readonly verify?: string;
  readonly json?: boolean;
}

const listSchema = z.object({
  format: z.literal('candor-rotate-list/1'),
  at: z.string(),
  secrets: z.array(
    z.object({
      container: z.string(),
      name: z.string(),
      kind: z.enum(['environment', 'file']),
      fingerprint: z.string(),
    }),
  ),
});

/** Names the secrets that running containers have in reach; later says which of them the running processes still have. */
export async function runRotateList(
  name: string | undefined,
  options: RotateOptions,
  terminal: Terminal,
): Promise<number> {
  const secrets = await running(name, terminal);
  if (options.verify !== undefined) return verify(options.verify, secrets, options, terminal);
  const list = { format: 'candor-rotate-list/1', at: terminal.now().toISOString(), secrets };
  if (options.output !== undefined)
    writeFileSync(options.output, `${JSON.stringify(list, null, 2)}\n`, { mode: 0o600 });
  if (options.json) terminal.stdout(`${JSON.stringify(list, null, 2)}\n`);
  else {
    for (const one of secrets) terminal.stdout(`${plainLine(`${one.container}: ${one.name} (${one.kind})`)}\n`);
    terminal.stdout(
      `${secrets.length} secrets; rotate them where they are made, recreate the containers, then candor rotate-list --verify FILE\n`,
    );
  }
  return 0;
}

async function running(name: string | undefined, terminal: Terminal): Promise<ExposedSecret[]> {
  const { engine } = await openEngine(terminal);
  const { key } = await loadRedactionKey(stateFolder(terminal, process.geteuid?.() ?? 0));
  const redact = createRedactor(key);
  const items = name === undefined ? (await engine.containers()).items : [await findContainer(engine, name)];
  return items
    .filter((one) => one.pid > 0)
    .flatMap((one) => {
      try {
        return exposedSecrets(one.name, one.pid, redact);
      } catch {
        throw new CandorError('INPUT_INVALID', `the environment of ${plainLine(one.name)} cannot be read`, {
          hint: 'run it with sudo',
        });
      }
    });
}

function verify(file: string, now: readonly ExposedSecret[], options: RotateOptions, terminal: Terminal): number {
  const states = rotationStates(readList(file), now);
  const left = states.filter((one) => one.state === 'old');
  if (options.json) terminal.stdout(`${JSON.stringify(states, null, 2)}\n`);
  else {
    for (const one of states) terminal.stdout(`${one.state.padEnd(4)} ${plainLine(`${one.container}: ${one.name}`)}\n`);
    terminal.stdout(
      left.length === 0
        ? 'no running process has a secret of the list\n'
        : `${left.length} still run: docker compose up -d --force-recreate (a restart does not read env_file again)\n`,
    );
  }
  return left.length === 0 ? 0 : 1;
}

function readList(file: string): ExposedSecret[] {
  try {
    return listSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).secrets;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new CandorError('INPUT_INVALID', `${plainLine(file)} is no list of secrets: ${plainLine(why ?? '')}`, {
      hint: 'candor rotate-list -o FILE makes one, before anything is rotated',
    });
  }
}
