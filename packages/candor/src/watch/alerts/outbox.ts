import { randomUUID } from 'node:crypto';
import type { Database } from '../store/database.js';
import type { Message } from './alert.js';
import type { Sent } from './channel.js';

/** A message that waits for one channel. */
export interface Waiting {
  readonly row: number;
  readonly channel: string;
  readonly attempts: number;
  readonly id: string;
  readonly message: Message;
}

/** Pauses after each failed attempt; the last one repeats until {@link giveUpMs} have passed. */
const pausesMs = [5_000, 15_000, 60_000, 300_000];

/** A message that could not be delivered for a day is given up, and that is written down. */
const giveUpMs = 86_400_000;

/** Puts a message into the outbox, once a channel; call it in the transaction that stores what it tells. */
export function putOut(database: Database, message: Message, channels: readonly string[]): void {
  const insert = database.prepare('INSERT INTO outbox (due_ms, channel, attempts, body) VALUES (?, ?, 0, ?)');
  for (const channel of channels)
    insert.run(message.at.getTime(), channel, JSON.stringify({ id: randomUUID(), message }));
}

/** What is to be tried now, oldest first, one message a channel so that their order stays. */
export function dueMessages(database: Database, now: Date): Waiting[] {
  return database
    .prepare('SELECT MIN(id) AS id, channel FROM outbox GROUP BY channel')
    .all()
    .map((row) =>
      database.prepare('SELECT * FROM outbox WHERE id = ? AND due_ms <= ?').get(Number(row.id), now.getTime()),
    )
    .filter((row) => row !== undefined)
    .map((row) => {
      const { id, message } = JSON.parse(String(row.body)) as { id: string; message: Message & { at: string } };
      const revived = { ...message, at: new Date(message.at) };
      return {
        row: Number(row.id),
        channel: String(row.channel),
        attempts: Number(row.attempts),
        id,
        message: revived,
      };
    });
}

/** Notes what became of an attempt. Returns the reason when the message was given up. */
export function noteSent(database: Database, waiting: Waiting, sent: Sent, now: Date): string | null {
  const old = now.getTime() - waiting.message.at.getTime() > giveUpMs;
  if (sent.ok || !sent.again || old) {
    database.prepare('DELETE FROM outbox WHERE id = ?').run(waiting.row);
    return sent.ok ? null : sent.because;
  }
  const pause = pausesMs[Math.min(waiting.attempts, pausesMs.length - 1)] ?? 300_000;
  database
    .prepare('UPDATE outbox SET attempts = attempts + 1, due_ms = ? WHERE id = ?')
    .run(now.getTime() + pause, waiting.row);
  return null;
}
