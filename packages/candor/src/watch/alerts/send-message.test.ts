import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from './alert.js';
import { sendMessage } from './send-message.js';

const message: Message = {
  at: new Date('2026-11-22T12:00:00Z'),
  severity: 'critical',
  title: 'miner in site-app-1 <!channel> @everyone\u001b[31m',
  text: 'line one\nline [two](http://evil.example)',
  alerts: 3,
};

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on loopback that answers with these statuses, one after the other. */
async function receiver(...statuses: number[]): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(statuses[seen.length - 1] ?? 200, { location: 'http://127.0.0.1:1/' }).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook-secret`, seen };
}

describe('sendMessage', () => {
  it('posts the whole message to a webhook', async () => {
    const { url, seen } = await receiver();
    expect(await sendMessage({ type: 'webhook', url }, message, 'id-1')).toEqual({ ok: true });
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ id: 'id-1', severity: 'critical', alerts: 3 });
    expect(seen[0]?.headers['idempotency-key']).toBe('id-1');
  });

  it('cannot be made to call a whole Slack channel', async () => {
    const { url, seen } = await receiver();
    await sendMessage({ type: 'slack', url }, message, 'id');
    expect(JSON.parse(seen[0]?.body ?? '').text).toContain('&lt;!channel&gt;');
  });

  it('cannot be made to mention, link or colour in Discord', async () => {
    const { url, seen } = await receiver();
    await sendMessage({ type: 'discord', url }, message, 'id');
    const body = JSON.parse(seen[0]?.body ?? '');
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.content).toContain('\\[two\\]\\(http://evil.example\\)');
    expect(body.content).not.toContain('\u001b');
  });

  it('gives ntfy its priority and a title in one line', async () => {
    const { url, seen } = await receiver();
    await sendMessage({ type: 'ntfy', url }, { ...message, title: 'größer\nx: y' }, 'id');
    expect(seen[0]?.headers).toMatchObject({ priority: '5' });
    expect(Buffer.from(/B\?(.*)\?=/.exec(String(seen[0]?.headers.title))?.[1] ?? '', 'base64').toString()).toBe(
      '[critical] größer x: y',
    );
  });

  it.each<[number, boolean]>([
    [500, true],
    [429, true],
    [404, false],
    [401, false],
  ])('an answer of %i may be tried again: %s', async (status, again) => {
    const { url } = await receiver(status);
    expect(await sendMessage({ type: 'webhook', url }, message, 'id')).toEqual({
      ok: false,
      again,
      because: `it answered ${status}`,
    });
  });

  it('follows no redirect, which could carry the message elsewhere', async () => {
    const { url } = await receiver(302);
    expect(await sendMessage({ type: 'webhook', url }, message, 'id')).toMatchObject({ ok: false, again: true });
  });

  it('names no address in a failure', async () => {
    const sent = await sendMessage({ type: 'webhook', url: 'http://127.0.0.1:1/token-abc' }, message, 'id');
    expect(sent).toMatchObject({ ok: false, again: true });
    expect(JSON.stringify(sent)).not.toContain('token-abc');
  });

  it('sends mail to a server that speaks SMTP', async () => {
    const lines: string[] = [];
    const server = createTcpServer((socket) => {
      socket.write('220 lab\r\n');
      let data = false;
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
          lines.push(line);
          if (data && line !== '.') continue;
          if (line === 'DATA') data = true;
          else if (line === '.') data = false;
          socket.write(data ? '354 go on\r\n' : line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
        }
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/?ignoreTLS=true`;
    const channel = { type: 'smtp', url, from: 'candor@lab.example', to: 'me@lab.example' } as const;
    expect(await sendMessage(channel, message, 'id')).toEqual({ ok: true });
    expect(lines).toContain('RCPT TO:<me@lab.example>');
    expect(lines.find((line) => line.startsWith('Subject:'))).toContain('[candor] [critical] miner in site-app-1');
  });

  it('says what is missing when apprise is not installed', async () => {
    const sent = await sendMessage({ type: 'apprise', configFile: '/nowhere' }, message, 'id');
    expect(sent).toMatchObject({ ok: false, again: true, because: expect.stringMatching(/apprise/) });
  });
});
