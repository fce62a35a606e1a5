import { spawn } from 'node:child_process';
import type { Message } from './alert.js';
import type { Channel, Sent } from './channel.js';
import { plain, renderMessage } from './render-message.js';

/** Longest time for one attempt. */
const deadlineMs = 15_000;

/** Sends one message over one channel. Never throws; no address stands in `because`. */
export async function sendMessage(channel: Channel, message: Message, id: string): Promise<Sent> {
  try {
    switch (channel.type) {
      case 'smtp':
        return await sendMail(channel, message, id);
      case 'apprise':
        return await runApprise(channel.configFile, message);
      default: {
        const { body, headers } = renderMessage(channel.type, message, id);
        const signal = AbortSignal.timeout(deadlineMs);
        const answer = await fetch(channel.url, { method: 'POST', body, headers, redirect: 'error', signal });
        await answer.body?.cancel();
        return answer.ok ? { ok: true } : refused(answer.status);
      }
    }
  } catch (error) {
    return { ok: false, again: true, because: withoutAddress(error, channel) };
  }
}

/** 429 and 5xx may pass; another 4xx means that the address or the message is wrong. */
function refused(status: number): Sent {
  return { ok: false, again: status === 429 || status >= 500, because: `it answered ${status}` };
}

async function sendMail(channel: Extract<Channel, { type: 'smtp' }>, message: Message, id: string): Promise<Sent> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(channel.url, { disableFileAccess: true, disableUrlAccess: true });
  try {
    await transport.sendMail({
      from: channel.from,
      to: channel.to,
      subject: `[candor] [${message.severity}] ${plain(message.title).replace(/\s+/g, ' ').slice(0, 200)}`,
      text: plain(message.text).slice(0, 20_000),
      messageId: `<${id}@candor>`,
    });
    return { ok: true };
  } finally {
    transport.close();
  }
}

function runApprise(configFile: string, message: Message): Promise<Sent> {
  const title = `[${message.severity}] ${plain(message.title).replace(/\s+/g, ' ').slice(0, 200)}`;
  return new Promise((resolve) => {
    const child = spawn('apprise', ['--config', configFile, '--title', title], {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: deadlineMs,
    });
    child.on('error', () =>
      resolve({ ok: false, again: true, because: 'apprise cannot be started: is it installed?' }),
    );
    child.on('close', (code) =>
      resolve(code === 0 ? { ok: true } : { ok: false, again: true, because: `apprise ended with ${code}` }),
    );
    child.stdin.on('error', () => undefined); // it ended before it read: the exit code tells
    child.stdin.end(plain(message.text).slice(0, 20_000));
  });
}

function withoutAddress(error: unknown, channel: Channel): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const secret = channel.type === 'apprise' ? channel.configFile : channel.url;
  return text
    .split(secret)
    .join('(address)')
    .replace(/\b\w+:\/\/\S+/g, '(address)')
    .slice(0, 200);
}
