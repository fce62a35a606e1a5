import { existsSync } from 'node:fs';
import { handleRequest } from '../actuator/handle-request.js';
import { serveActuator } from '../actuator/serve-actuator.js';
import { lineLimitBytes } from '../block/actuator-request.js';
import { CandorError, exitCodes } from '../core/errors.js';
import { type OpenBlocker, openBlocker } from './open-blocker.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** The policy that counts for the actuator: never one of the folder that somebody happens to stand in. */
const systemPolicy = '/etc/candor/candor.yaml';

/** `candor actuator serve`: until it is told to end. */
export async function runActuator(socket: string, terminal: Terminal): Promise<number> {
  const { blocker } = systemBlocker(terminal);
  const log = (what: string) => terminal.stderr(`${plainLine(what).slice(0, 2000)}\n`);
  const server = await serveActuator(socket, { blocker, log });
  log(`listening on ${socket}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  server.close();
  return 0;
}

/** `candor actuator apply`: one line in, one line out; 65 when it was not done. */
export async function runActuatorOnce(terminal: Terminal): Promise<number> {
  const { blocker } = systemBlocker(terminal);
  const line = await firstLine(terminal.stdin);
  const log = (what: string) => terminal.stderr(`${plainLine(what).slice(0, 2000)}\n`);
  const answer = await handleRequest(line, blocker, log);
  terminal.stdout(`${JSON.stringify(answer)}\n`);
  return answer.ok && answer.refusals.length === 0 ? 0 : exitCodes.data;
}

function systemBlocker(terminal: Terminal): OpenBlocker {
  // Under sudo the caller's variables are the caller's: the journal lies where the system has it.
  const own = { ...terminal, env: { SSH_CONNECTION: terminal.env.SSH_CONNECTION, XDG_STATE_HOME: undefined } };
  return openBlocker(existsSync(systemPolicy) ? { config: systemPolicy } : { config: null }, own);
}

async function firstLine(stdin: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += chunk.toString('utf8');
    if (text.includes('\n')) break;
    if (text.length > lineLimitBytes)
      throw new CandorError('INPUT_INVALID', `a request has at most ${lineLimitBytes} bytes`);
  }
  return text.split('\n')[0] ?? '';
}
