import type { Alert } from '../watch/alerts/alert.js';
import type { Channel } from '../watch/alerts/channel.js';
import { dueMessages, noteSent } from '../watch/alerts/outbox.js';
import { sendMessage } from '../watch/alerts/send-message.js';
import { appendAudit } from '../watch/store/audit-chain.js';
import { type Database, inTransaction } from '../watch/store/database.js';
import type { WatchStep } from '../watch/watcher.js';

/** Pause between two looks when nothing more is to be had. */
const lookEveryMs = 200;

/** What the loop runs, and when. */
export interface WatchLoop {
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** One look; throws when the store cannot be written. */
  readonly look: (now: Date, alerts: readonly Alert[]) => WatchStep;
  /** Called with each step that holds something. */
  readonly onStep: (step: WatchStep) => void;
  /** Builds the watcher anew from the store after a look that failed. */
  readonly recover: (error: unknown) => Promise<void>;
  /** Alerts that came from elsewhere since the last look: checks, health. */
  readonly takeAlerts: () => readonly Alert[];
}

/** Looks until the signal. A look that fails changes nothing in the store: the next one begins from there. */
export async function runWatchLoop(loop: WatchLoop): Promise<void> {
  let alerts: readonly Alert[] = [];
  while (!loop.signal.aborted) {
    let drained = true;
    alerts = [...alerts, ...loop.takeAlerts()].slice(-500);
    try {
      const step = loop.look(loop.now(), alerts);
      alerts = [];
      drained = step.drained;
      loop.onStep(step);
    } catch (error) {
      await loop.recover(error);
      await pause(5_000, loop.signal);
    }
    await pause(drained ? lookEveryMs : 0, loop.signal);
  }
}

/** Delivers what is due, until nothing is; failures are tried again by the outbox's own times. */
export async function deliver(
  database: Database,
  channels: ReadonlyMap<string, Channel>,
  now: () => Date,
  onGivenUp: (channel: string, because: string) => void,
): Promise<void> {
  for (const waiting of dueMessages(database, now())) {
    const channel = channels.get(waiting.channel);
    const sent = channel
      ? await sendMessage(channel, waiting.message, waiting.id)
      : ({ ok: false, again: false, because: 'the channel is not declared any more' } as const);
    const givenUp = inTransaction(database, () => {
      const because = noteSent(database, waiting, sent, now());
      if (because !== null) appendAudit(database, now(), 'message-given-up', { channel: waiting.channel, because });
      return because;
    });
    if (givenUp !== null) onGivenUp(waiting.channel, givenUp);
  }
}

/** Waits, at most until the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
