import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import type { Correlated } from '../sensors/correlate.js';
import { LiveCorrelator } from '../sensors/live-correlator.js';
import { type SensorAlarm, SensorPulse } from '../sensors/sensor-pulse.js';
import { chooseSources, probeSources, type SourceFound } from '../sources/choose-source.js';
import type { LiveSource, SourceName, SourcePlaces } from '../sources/live-source.js';
import { type EnrichedExec, ProcessTable } from '../sources/process-table.js';

/** What a live view tells, in the order in which it happens. */
export type LiveNews =
  | {
      readonly type: 'source';
      readonly at: Date;
      readonly found: readonly SourceFound[];
      readonly chosen: readonly SourceFound[];
    }
  | { readonly type: 'source-ended'; readonly at: Date; readonly name: SourceName; readonly why: string }
  | { readonly type: 'exec'; readonly exec: EnrichedExec }
  | { readonly type: 'sensor'; readonly record: SensorRecord }
  | { readonly type: 'joined'; readonly joined: Correlated }
  | { readonly type: 'alarm'; readonly alarm: SensorAlarm }
  | { readonly type: 'lost'; readonly at: Date; readonly from: string; readonly count: number; readonly why: string };

/** A source that was not heard for so long proves nothing by being quiet: auditd is asked every ten seconds. */
const sourceLateMs = 30_000;
/** After a loss the kernel's silence is no claim for so long. */
const lossMs = 10_000;
const tickMs = 500;
const againMs = 5000;
/** Sensors' pids on this host are looked up again this often: processes come and go. */
const pidsMs = 5000;

/** Both halves, live: the best sources of this machine, and what sensors say. */
export class LiveTail {
  readonly #places: SourcePlaces;
  readonly #tell: (news: LiveNews) => void;
  readonly #table: ProcessTable;
  readonly #pulse = new SensorPulse();
  /** Starts below processes whose pids the sensor counts as the host does, and below those in containers. */
  readonly #host = new LiveCorrelator(true);
  readonly #contained = new LiveCorrelator(false);
  #watched = new Map<number, readonly number[]>();
  #watchedMs = Number.NEGATIVE_INFINITY;
  #chosen: readonly SourceFound[] = [];
  #heardMs = Number.NEGATIVE_INFINITY;
  #lostMs = Number.NEGATIVE_INFINITY;
  #queue: Promise<void> = Promise.resolve();

  constructor(places: SourcePlaces, tell: (news: LiveNews) => void) {
    this.#places = places;
    this.#tell = tell;
    this.#table = new ProcessTable(places.proc);
  }

  /** Runs until the signal; false when nothing works here. A source that ends is told, and looked for again. */
  async run(asked: SourceName | null, signal: AbortSignal): Promise<boolean> {
    await this.#table.load();
    const ticking = this.#tick(signal);
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const found = await probeSources(this.#places);
      this.#chosen = chooseSources(found, asked);
      if (isFirst || this.#chosen.length > 0)
        this.#tell({ type: 'source', at: this.#places.now(), found, chosen: this.#chosen });
      if (isFirst && this.#chosen.length === 0) return false;
      await Promise.all(this.#chosen.map(({ source }) => this.#follow(source.name, source.run, signal)));
      await this.#places.sleep(againMs, signal);
    }
    await ticking;
    await this.#queue;
    return true;
  }

  /** A line of a sensor, from wherever it comes. */
  takeRecord(record: SensorRecord): void {
    this.#tell({ type: 'sensor', record });
    for (const alarm of this.#pulse.take(record, this.#places.now())) this.#tell({ type: 'alarm', alarm });
    this.#queued(async () => {
      const own = await this.#hostPids(record.pid);
      (own.length === 0 || own.includes(record.pid) ? this.#host : this.#contained).takeInside(record);
    });
  }

  /** Lines or events that are gone. */
  takeLoss(from: string, count: number, why: string): void {
    this.#lostMs = this.#places.now().getTime();
    this.#tell({ type: 'lost', at: this.#places.now(), from, count, why });
  }

  async #follow(name: SourceName, run: LiveSource['run'], signal: AbortSignal): Promise<void> {
    const sink = {
      exec: (exec: ExecEvent) => this.#queued(() => this.#takeExec(exec)),
      lost: (count: number, why: string) => this.takeLoss(name, count, why),
      alive: (at: Date) => {
        this.#heardMs = at.getTime();
      },
    };
    const why = await run(this.#places, sink, signal);
    if (!signal.aborted) this.#tell({ type: 'source-ended', at: this.#places.now(), name, why });
  }

  /** One after the other: a parent is looked up before its child. */
  #queued(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task);
  }

  async #takeExec(exec: ExecEvent): Promise<void> {
    if (exec.ppid === process.pid) return; // our own questions to auditctl
    const known = await this.#table.enrich(exec);
    this.#tell({ type: 'exec', exec: known });
    const parents = new Set(known.parents.map(({ pid }) => pid));
    for (const [pid, own] of this.#watched) {
      if (!own.some((host) => parents.has(host))) continue;
      (own.includes(pid) ? this.#host : this.#contained).takeOutside(known);
      return;
    }
  }

  async #hostPids(pid: number): Promise<readonly number[]> {
    const known = this.#watched.get(pid);
    if (known) return known;
    const found = await this.#table.hostPidsOf(pid);
    this.#watched.set(pid, found);
    return found;
  }

  async #tick(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#places.sleep(tickMs, signal);
      const now = this.#places.now();
      this.#queued(async () => {
        await this.#lookAtPids(now);
        this.#settle(now);
      });
      await this.#queue;
    }
  }

  async #lookAtPids(now: Date): Promise<void> {
    if (now.getTime() - this.#watchedMs >= pidsMs) {
      this.#watchedMs = now.getTime();
      this.#watched = new Map(
        await Promise.all(this.#pulse.pids.map(async (pid) => [pid, await this.#table.hostPidsOf(pid)] as const)),
      );
    }
    for (const alarm of this.#pulse.late(now)) await this.#tellLate(alarm);
  }

  /** A process that is gone owes no heartbeat: that it ended without a word is told all the same. */
  async #tellLate(alarm: SensorAlarm): Promise<void> {
    if ((await this.#table.hostPidsOf(alarm.pid)).length > 0) {
      this.#tell({ type: 'alarm', alarm });
      return;
    }
    this.#pulse.ended(alarm.pid);
    this.#tell({ type: 'alarm', alarm: { ...alarm, kind: 'ended', what: 'the process is gone, without a last word' } });
  }

  #settle(now: Date): void {
    const ms = now.getTime();
    const coverage = {
      sensorAwake: this.#pulse.isWhole,
      kernelAwake:
        ms - this.#heardMs <= sourceLateMs &&
        ms - this.#lostMs > lossMs &&
        this.#chosen.some(({ source }) => source.coverage.everyStart),
    };
    for (const correlator of [this.#host, this.#contained]) {
      const pids = [...this.#watched].filter(([pid, own]) => own.includes(pid) === (correlator === this.#host));
      const told = correlator.settle(
        now,
        pids.flatMap(([, own]) => own),
        coverage,
      );
      for (const joined of told) this.#tell({ type: 'joined', joined });
    }
  }
}
