import { createConnection } from 'node:net';
import { createProgramRunner } from '../actuator/run-program.js';
import { actuatorSocket } from '../actuator/serve-actuator.js';
import type { ActuatorRequest } from '../block/actuator-request.js';
import { CandorError } from '../core/errors.js';
import { plainLine } from './plain-text.js';

/** What came back, as far as the commands use it. */
export interface ActuatorReply {
  readonly ok: boolean;
  readonly error?: string;
  readonly blocks?: readonly {
    readonly id: string;
    readonly target: string;
    readonly expires: string;
    readonly provisionalUntil: string | null;
  }[];
  readonly refusals?: readonly { readonly target: string; readonly reason: string }[];
}

/** An answer to a batch has 256 blocks at most. */
const maxBytes = 1 << 20;
const waitMs = 15_000;

/** Asks the actuator on its socket, else `sudo -n candor actuator apply`; says what is missing when neither is there. */
export async function askActuator(request: ActuatorRequest): Promise<ActuatorReply> {
  const line = `${JSON.stringify(request)}\n`;
  const overSocket = await converse(line);
  if (overSocket !== null) return replyOf(overSocket);
  const result = await createProgramRunner(waitMs)(['sudo', '-n', 'candor', 'actuator', 'apply'], line);
  if (result.stdout.startsWith('{')) return replyOf(result.stdout);
  const why = plainLine(result.stderr).slice(0, 200);
  throw new CandorError(
    'FIREWALL_FAILED',
    `without rights only the actuator could do this, and ${actuatorSocket} and sudo -n do not answer${why ? ` (${why})` : ''}`,
    {
      hint: 'run with sudo, or set up the actuator once: sudo candor actuator install',
    },
  );
}

/** One line each way; null when there is no socket that this account may use. */
function converse(line: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection(actuatorSocket);
    let text = '';
    socket.setTimeout(waitMs, () => socket.destroy());
    socket.once('connect', () => socket.write(line));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\n') || text.length > maxBytes) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve(text === '' ? null : text));
  });
}

function replyOf(text: string): ActuatorReply {
  try {
    const reply: unknown = JSON.parse(text);
    if (typeof reply === 'object' && reply !== null && 'ok' in reply) return reply as ActuatorReply; // our own program's answer
  } catch {
    // cut off: told below
  }
  throw new CandorError('FIREWALL_FAILED', 'the actuator gave no readable answer', {
    hint: 'journalctl -u candor-actuator',
  });
}
