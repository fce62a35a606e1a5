import { loadRedactionKey } from '../collectors/redact/load-key.js';
import { createRedactor } from '../collectors/redact/redactor.js';
import type { WatchConfig } from '../config/watch-config.js';
import type { RuleSet } from '../sigma/rule-set.js';
import type { Alert } from '../watch/alerts/alert.js';
import type { Channel } from '../watch/alerts/channel.js';
import { readChannels, readUrl } from '../watch/alerts/read-channels.js';
import { QueueFeed } from '../watch/feeds/queue-feed.js';
import { loadRules, ruleEngine } from '../watch/load-rules.js';
import { appendAudit } from '../watch/store/audit-chain.js';
import { type Database, inTransaction } from '../watch/store/database.js';
import { defaultStoreFolder, openStore } from '../watch/store/open-store.js';
import { noVerdict, type VerdictMemory, watchVerdict } from '../watch/verdict-watch.js';
import { Watcher, type WatchStep } from '../watch/watcher.js';
import { stateFolder } from './folders.js';
import { loadWatchConfig } from './load-watch-config.js';
import { plainLine } from './plain-text.js';
import { runCheckChild } from './run-check-child.js';
import type { Terminal } from './terminal.js';
import { WatchConnections } from './watch-connections.js';
import { WatchExecs } from './watch-execs.js';
import { WatchFeeds } from './watch-feeds.js';
import { WatchFiles } from './watch-files.js';
import { holdWatchLock } from './watch-lock.js';
import { deliver, pause, runWatchLoop } from './watch-loop.js';

const findEveryMs = 10_000;
const deliverEveryMs = 2_000;
const heartbeatEveryMs = 300_000;

/** A check follows a change of containers after this long: what starts together is judged together. */
const settleMs = 45_000;

/** Options of `candor watch`. */
export interface WatchOptions {
  readonly config?: string;
  readonly store?: string;
  readonly case?: string;
  readonly fromStart?: boolean;
  readonly checks: boolean;
  readonly json?: boolean;
}

/** Watches until it is told to end (SIGTERM, SIGINT); SIGHUP reads the configuration and the rules again. */
export async function runWatch(options: WatchOptions, terminal: Terminal): Promise<number> {
  let again = true;
  while (again) {
    again = false;
    const end = new AbortController();
    const stop = () => end.abort();
    const reload = () => {
      again = true;
      end.abort();
    };
    process.once('SIGTERM', stop).once('SIGINT', stop).once('SIGHUP', reload);
    try {
      await watchOnce(options, terminal, end.signal);
    } finally {
      process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', reload);
    }
  }
  return 0;
}

async function watchOnce(options: WatchOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const config = loadWatchConfig(options.config);
  const channels = readChannels(config.alerts.channels);
  const rules = loadRules(config.rules);
  const folder = options.store ?? config.store ?? defaultStoreFolder;
  const database = openStore(folder);
  const release = holdWatchLock(folder);
  const { key } = await loadRedactionKey(stateFolder(terminal, process.geteuid?.() ?? 0));
  const session = new WatchSession(
    options,
    config,
    { channels, rules, database, terminal, folder },
    createRedactor(key).text,
  );
  try {
    session.say(
      `watching; store ${folder}, ${rules.detections.length + rules.correlations.length} rules, ${channels.size} channels`,
    );
    for (const one of rules.problems.slice(0, 20))
      session.say(`rule not used: ${one.file}:${one.line ?? 0} ${one.message}`);
    await session.run(signal);
  } finally {
    database.close();
    release();
  }
}

interface WatchParts {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly rules: RuleSet;
  readonly database: Database;
  readonly terminal: Terminal;
  /** Of the store. */
  readonly folder: string;
}

/** One run of the daemon with one configuration. */
class WatchSession {
  readonly #options: WatchOptions;
  readonly #config: WatchConfig;
  readonly #parts: WatchParts;
  readonly #redact: (text: string) => string;
  readonly #execs = new QueueFeed('programs');
  readonly #connections = new QueueFeed('connections');
  readonly #programs: WatchExecs;
  readonly #layers = new QueueFeed('layers');
  readonly #files: WatchFiles;
  #alerts: Alert[] = [];
  #watcher: Watcher;
  #feeds: WatchFeeds;
  #verdict: VerdictMemory = noVerdict;
  #checkAtMs: number;

  constructor(options: WatchOptions, config: WatchConfig, parts: WatchParts, redact: (text: string) => string) {
    this.#options = options;
    this.#config = config;
    this.#parts = parts;
    this.#redact = redact;
    this.#programs = new WatchExecs(
      this.#execs,
      parts.terminal,
      (text) => this.say(text),
      (id) => this.#feeds.containerName(id),
    );
    this.#files = new WatchFiles(this.#layers, parts.terminal, parts.folder, (why) => this.#health('files', why));
    this.#watcher = this.#makeWatcher();
    this.#feeds = this.#makeFeeds();
    this.#checkAtMs = parts.terminal.now().getTime();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { database, terminal, channels } = this.#parts;
    inTransaction(database, () => appendAudit(database, terminal.now(), 'start', { pid: process.pid }));
    await this.#find(this.#options.fromStart ?? false);
    const tasks = [
      every(findEveryMs, signal, () => this.#find(false)),
      every(deliverEveryMs, signal, () =>
        deliver(database, channels, terminal.now, (channel, because) =>
          this.say(`alert given up: ${channel}: ${because}`),
        ),
      ),
      this.#programs.run(signal),
      new WatchConnections(this.#connections, database, terminal.now, () => this.#feeds.running()).run(signal),
      this.#files.run(signal),
      ...(this.#options.checks ? [every(5_000, signal, () => this.#checkIfDue(signal))] : []),
      ...(this.#config.alerts.heartbeat ? [every(heartbeatEveryMs, signal, () => this.#beat())] : []),
      runWatchLoop({
        now: terminal.now,
        signal,
        look: (now, alerts) => this.#watcher.look(now, alerts),
        onStep: (step) => this.#tell(step),
        recover: (error) => this.#recover(error),
        takeAlerts: () => this.#alerts.splice(0),
      }),
    ];
    await Promise.all(tasks);
    this.#watcher.close(terminal.now());
    inTransaction(database, () => appendAudit(database, terminal.now(), 'stop', { pid: process.pid }));
  }

  /** One line to whoever runs it: journald, or a terminal. */
  say(text: string): void {
    const { terminal } = this.#parts;
    terminal.stderr(`${terminal.now().toISOString()} ${plainLine(text).slice(0, 1000)}\n`);
  }

  #makeWatcher(): Watcher {
    const { database, rules, channels, terminal } = this.#parts;
    const { alerts, keep } = this.#config;
    const watcher = new Watcher({
      database,
      rules: (state) => ruleEngine(rules, state),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      pace: { minSeverity: alerts.minSeverity, quiet: alerts.quiet, hourOf: (at) => at.getHours() },
      retention: { days: keep.days, sizeBytes: keep.megabytes * 1e6 },
      channels: [...channels.keys()],
      now: terminal.now(),
      redact: this.#redact,
      onEvent: (event) => this.#programs.takeEvent(event),
    });
    watcher.add(this.#execs);
    watcher.add(this.#connections);
    watcher.add(this.#layers);
    return watcher;
  }

  #makeFeeds(): WatchFeeds {
    return new WatchFeeds(this.#parts.database, this.#config.logs, this.#parts.terminal);
  }

  async #find(fromStart: boolean): Promise<void> {
    const { changed, blind } = await this.#feeds.refresh(this.#watcher, fromStart);
    const nowMs = this.#parts.terminal.now().getTime();
    if (changed) this.#checkAtMs = Math.min(this.#checkAtMs, nowMs + settleMs);
    if (blind) this.#health('cannot see', `cannot see: ${blind}`);
  }

  async #checkIfDue(signal: AbortSignal): Promise<void> {
    const { terminal, database } = this.#parts;
    const now = terminal.now();
    if (now.getTime() < this.#checkAtMs) return;
    this.#checkAtMs = now.getTime() + this.#config.checkEveryMinutes * 60_000;
    const args = [
      ...(this.#options.config ? ['--config', this.#options.config] : []),
      ...(this.#options.case ? ['--case', this.#options.case] : []),
    ];
    const outcome = await runCheckChild(args, signal);
    if (signal.aborted) return;
    if ('failed' in outcome) {
      this.#health('check', `the scheduled check gave no verdict: ${outcome.failed}`);
      return;
    }
    const { memory, alert } = watchVerdict(this.#verdict, outcome);
    this.#verdict = memory;
    inTransaction(database, () =>
      appendAudit(database, outcome.at, 'check', { status: outcome.status, summary: outcome.summary }),
    );
    this.say(`check: ${outcome.status}: ${outcome.summary}`);
    if (alert) this.#alerts.push(alert);
  }

  async #beat(): Promise<void> {
    const { heartbeat } = this.#config.alerts;
    if (heartbeat === null) return;
    try {
      await fetch(readUrl(heartbeat, 'watch.alerts.heartbeat'), { signal: AbortSignal.timeout(15_000) });
    } catch {
      this.say('the heartbeat could not be sent'); // the switch outside will tell, as it is meant to
    }
  }

  #tell(step: WatchStep): void {
    for (const loss of step.losses) this.#health(`loss:${loss.source}`, `${loss.source}: ${loss.because}`);
    for (const alert of step.alerts) this.say(`${alert.severity}: ${alert.title}`);
    if (!this.#options.json) return;
    for (const detection of step.detections) this.#parts.terminal.stdout(`${JSON.stringify(detection)}\n`);
  }

  /** What keeps the watcher from seeing is an alert like any other: silence must not look like peace. */
  #health(id: string, title: string): void {
    const at = this.#parts.terminal.now();
    this.#alerts.push({
      id: `health:${id}`,
      at,
      kind: 'health',
      severity: 'medium',
      title: plainLine(title),
      text: '',
    });
  }

  async #recover(error: unknown): Promise<void> {
    const why = error instanceof Error ? error.message : String(error);
    this.say(`nothing can be stored: ${why}; trying again from the last stored line`);
    this.#health('store', `nothing could be stored for a while: ${why}`);
    try {
      this.#watcher = this.#makeWatcher();
      this.#feeds = this.#makeFeeds();
      await this.#find(false);
    } catch {
      // the store is still not usable: the next look fails too, and this is tried again
    }
  }
}

/** Runs a task again and again, with a pause between; ends with the signal. */
async function every(ms: number, signal: AbortSignal, task: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await pause(ms, signal);
    if (!signal.aborted) await task();
  }
}
