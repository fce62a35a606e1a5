import type { WatchEvent } from '../core/event.js';
import type { Alert, Message } from './alerts/alert.js';
import { putOut } from './alerts/outbox.js';
import { freshPace, type PaceOptions, type PaceState, paceAlerts } from './alerts/pace-alerts.js';
import type { Source } from './events/source-kind.js';
import type { Feed } from './feeds/feed.js';
import { Pipeline, type PipelineStep } from './pipeline.js';
import type { RuleEngine } from './rule-engine.js';
import { appendAudit } from './store/audit-chain.js';
import { type Database, inTransaction } from './store/database.js';
import { storeFindings } from './store/findings.js';
import { keepWithin, type Retention } from './store/keep-within.js';
import { appendLines, batchesFrom, countLines, type LineBatch, nextSeq, packSegments } from './store/line-log.js';
import { keepPace, keepSnapshot, readPace, readSnapshot } from './store/snapshot.js';
import type { Loss } from './tail/cursor.js';

/** Read at most this much of one feed in one look, so that a flood in one log does not silence the others. */
const lookBytes = 2 * 1024 * 1024;

const snapshotEveryMs = 30_000;
const tidyEveryMs = 600_000;

/** What a watcher is made of. */
export interface WatcherOptions {
  readonly database: Database;
  /** Makes the rules, from a kept state or fresh. */
  readonly rules: (state: unknown) => RuleEngine;
  readonly timezone: string;
  readonly pace: PaceOptions;
  readonly retention: Retention;
  /** Names of the channels that messages go to. */
  readonly channels: readonly string[];
  readonly now: Date;
  readonly redact?: (text: string) => string;
  readonly onEvent?: (event: WatchEvent) => void;
}

/** What one look led to. */
export interface WatchStep extends Pick<PipelineStep, 'events' | 'detections' | 'changed'> {
  readonly lines: number;
  readonly losses: readonly (Loss & { readonly source: string })[];
  readonly alerts: readonly Alert[];
  /** False when some feed has more to be had at once. */
  readonly drained: boolean;
}

/**
 * The watcher without its clock and its sources: each look reads the feeds, judges what is new and stores lines, cursors,
 * findings and messages in one transaction. Killed at any moment, a new one goes on where the last transaction ended.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #feeds = new Map<string, Feed>();
  #pipeline: Pipeline;
  #pace: PaceState;
  #seq: number;
  #kept: { seq: number; atMs: number };
  #tidiedMs: number;

  constructor(options: WatcherOptions) {
    this.#options = options;
    const { database, now } = options;
    const snapshot = readSnapshot(database);
    this.#pipeline = new Pipeline(options.rules(snapshot?.state.rules ?? null), {
      timezone: options.timezone,
      state: snapshot?.state ?? null,
      ...(options.redact ? { redact: options.redact } : {}),
      ...(options.onEvent ? { onEvent: options.onEvent } : {}),
    });
    this.#pace = readPace(database) ?? freshPace;
    this.#seq = nextSeq(database);
    this.#kept = { seq: snapshot?.seq ?? 1, atMs: now.getTime() };
    this.#tidiedMs = now.getTime();
    for (const source of knownSources(database)) this.#pipeline.know(source);
    for (const look of looksOf(batchesFrom(database, this.#kept.seq))) this.#pipeline.take(look.batches, look.at);
  }

  /** Adds a feed; its cursor comes from the store. */
  add(feed: Feed): void {
    this.#feeds.get(feed.source.name)?.close();
    this.#feeds.set(feed.source.name, feed);
    this.#pipeline.know(feed.source);
    const put = this.#options.database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
    put.run(`source:${feed.source.name}`, JSON.stringify(feed.source));
  }

  has(name: string): boolean {
    return this.#feeds.has(name);
  }

  /** Takes a feed away whose source has ended, after its last lines were read. */
  remove(name: string): void {
    this.#feeds.get(name)?.close();
    this.#feeds.delete(name);
  }

  /** One look at all feeds. `alerts` are told beside what the pipeline finds. */
  look(now: Date, alerts: readonly Alert[] = []): WatchStep {
    const batches: LineBatch[] = [];
    const cursors = new Map<string, never>();
    const losses: (Loss & { readonly source: string })[] = [];
    let seq = this.#seq;
    let drained = true;
    for (const [name, feed] of this.#feeds) {
      const fed = feed.poll(now, lookBytes);
      drained &&= fed.drained;
      losses.push(...fed.losses.map((loss) => ({ ...loss, source: name })));
      if (fed.chunks.length === 0) continue;
      cursors.set(name, fed.cursor as never); // opaque here, JSON for the store
      const data = fed.chunks.length === 1 && fed.chunks[0] ? fed.chunks[0] : Buffer.concat(fed.chunks);
      const lines = countLines(data);
      batches.push({ seq, source: name, receivedAt: now, lines, data });
      seq += lines;
    }
    const step = this.#pipeline.take(batches, now);
    const told = [...alerts, ...step.alerts];
    const paced = paceAlerts(this.#pace, told, now, this.#options.pace);
    this.#store(batches, cursors, losses, step, paced.state, paced.messages, now);
    const lines = seq - this.#seq;
    this.#seq = seq;
    this.#pace = paced.state;
    this.#tidy(now);
    return {
      events: step.events,
      detections: step.detections,
      changed: step.changed,
      lines,
      losses,
      alerts: told,
      drained,
    };
  }

  /** Keeps everything that a restart needs, and ends. */
  close(now: Date): void {
    this.#snapshot(now);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #store(
    batches: readonly LineBatch[],
    cursors: ReadonlyMap<string, never>,
    losses: readonly (Loss & { readonly source: string })[],
    step: PipelineStep,
    pace: PaceState,
    messages: readonly Message[],
    now: Date,
  ): void {
    const { database, channels } = this.#options;
    const quiet = batches.length === 0 && losses.length === 0 && step.changed.length === 0;
    if (quiet && messages.length === 0 && pace.held.length === this.#pace.held.length) return;
    inTransaction(database, () => {
      appendLines(database, batches, cursors, losses);
      storeFindings(database, step.detections, step.incidentOf, step.changed);
      if (pace !== this.#pace) keepPace(database, pace, now);
      for (const message of messages) {
        putOut(database, message, channels);
        appendAudit(database, now, 'message', { title: message.title, alerts: message.alerts, channels });
      }
    });
  }

  #tidy(now: Date): void {
    if (now.getTime() - this.#kept.atMs >= snapshotEveryMs) this.#snapshot(now);
    if (now.getTime() - this.#tidiedMs < tidyEveryMs) return;
    this.#tidiedMs = now.getTime();
    keepWithin(this.#options.database, this.#options.retention, now);
  }

  #snapshot(now: Date): void {
    const { database } = this.#options;
    if (this.#seq !== this.#kept.seq)
      inTransaction(database, () => keepSnapshot(database, { seq: this.#seq, state: this.#pipeline.state() }, now));
    this.#kept = { seq: this.#seq, atMs: now.getTime() };
    packSegments(database, this.#kept.seq);
  }
}

/** Batches of one look have one time of receipt. */
export function looksOf(batches: readonly LineBatch[]): { readonly at: Date; readonly batches: LineBatch[] }[] {
  const looks: { at: Date; batches: LineBatch[] }[] = [];
  for (const batch of batches) {
    const last = looks.at(-1);
    if (last && last.at.getTime() === batch.receivedAt.getTime()) last.batches.push(batch);
    else looks.push({ at: batch.receivedAt, batches: [batch] });
  }
  return looks;
}

function knownSources(database: Database): Source[] {
  return database
    .prepare("SELECT value FROM meta WHERE key LIKE 'source:%'")
    .all()
    .map((row) => JSON.parse(String(row.value)) as Source); // written by add
}
