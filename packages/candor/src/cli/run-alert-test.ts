import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { CandorError } from '../core/errors.js';
import { readChannels } from '../watch/alerts/read-channels.js';
import { sendMessage } from '../watch/alerts/send-message.js';
import { loadWatchConfig } from './load-watch-config.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Sends a test message over each channel; the exit code is 0 when all of them took it. */
export async function runAlertTest(
  options: { readonly config?: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const channels = readChannels(loadWatchConfig(options.config).alerts.channels);
  if (channels.size === 0)
    throw new CandorError('USAGE', 'no channel is declared', { hint: 'watch: alerts: channels: in candor.yaml' });
  const message = {
    at: terminal.now(),
    severity: 'informational',
    title: `test message of ${hostname()}`,
    text: 'This is how candor tells you. Nothing has happened.',
    alerts: 1,
  } as const;
  let well = true;
  for (const [name, channel] of channels) {
    const sent = await sendMessage(channel, message, randomUUID());
    well &&= sent.ok;
    const because = sent.ok ? null : sent.because;
    terminal.stdout(
      options.json
        ? `${JSON.stringify({ channel: name, ok: sent.ok, because })}\n`
        : `${name}: ${sent.ok ? 'taken' : `not taken: ${plainLine(because ?? '')}`}\n`,
    );
  }
  return well ? 0 : 1;
}
