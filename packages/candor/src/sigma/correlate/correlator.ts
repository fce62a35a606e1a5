import type { EventSource, WatchEvent } from '../../core/event.js';
import type { DetectedRule, RuleDetection } from '../detection.js';
import type { CorrelationRule } from '../rule.js';
import type { Accumulator } from './accumulator.js';
import { type FieldReader, fieldFor, groupKey, groupOf } from './group-of.js';
import { holdsBounds } from './holds-bounds.js';
import { type KeyEntry, KeyWindow, type WindowBudget } from './key-window.js';

/** A match of one of the correlation's rules. */
export interface FedMatch {
  readonly timeMs: number;
  readonly sequence: number;
  readonly rule: number;
  readonly read: FieldReader;
  readonly event: WatchEvent | null;
}

/** Counters of one correlation; nothing is dropped without one. */
export interface CorrelatorCounters {
  readonly keys: number;
  readonly evicted: number;
  /** Matches without a field that the correlation groups by. */
  readonly ungrouped: number;
}

/** What is needed to build one. */
export interface CorrelatorParts {
  readonly rule: CorrelationRule;
  readonly about: DetectedRule;
  readonly accumulator: Accumulator<unknown>;
  /** Told at the end of its window, which begins with a key's first event; else as soon as its bounds hold. */
  readonly atEnd: boolean;
  /** All names of each of its rules, by which aliases may call them. */
  readonly ruleNames: readonly (readonly string[])[];
  readonly budget: WindowBudget;
}

/** One correlation over its keys. A key is told once a timespan; when its burst ends, the final count is told. */
export class Correlator {
  readonly rule: CorrelationRule;
  readonly #parts: CorrelatorParts;
  readonly #window: KeyWindow;
  #ungrouped = 0;
  /** Time as this correlation knows it: that of its youngest match, and what passed since without one. */
  #clockMs = Number.NEGATIVE_INFINITY;
  #sweptMs = Number.NEGATIVE_INFINITY;
  #fed = false;

  constructor(parts: CorrelatorParts) {
    this.rule = parts.rule;
    this.#parts = parts;
    this.#window = new KeyWindow(parts.accumulator, parts.budget);
  }

  get counters(): CorrelatorCounters {
    return { keys: this.#window.size, evicted: this.#window.evicted, ungrouped: this.#ungrouped };
  }

  /** Takes a match in; detections that it decides, and those of keys that it pushes out. */
  feed(match: FedMatch): readonly RuleDetection[] {
    const names = this.#parts.ruleNames[match.rule] ?? [];
    const key = groupKey(this.rule, names, match.read);
    if (key === null) {
      this.#ungrouped += 1;
      return [];
    }
    const told: RuleDetection[] = [];
    this.#fed = true;
    if (match.timeMs > this.#clockMs) this.#clockMs = match.timeMs;
    if (this.#clockMs - this.#sweptMs >= SWEEP_MS) this.#sweep(told);
    const entry = this.#entryFor(key, match.timeMs, told);
    entry.firstMs = Math.min(entry.firstMs, match.timeMs);
    entry.lastMs = Math.max(entry.lastMs, match.timeMs);
    entry.total += 1;
    const source = match.event?.source ?? null;
    this.#parts.accumulator.add(entry.state, { ...match, source, value: this.#valueOf(match, names) });
    if (!this.#parts.atEnd && this.#isNews(entry, match.timeMs)) told.push(this.#tell(key, entry, match));
    if (this.#parts.atEnd) this.#window.put(key, entry);
    else this.#window.touch(key, entry);
    return told;
  }

  /**
   * Lets `elapsedMs` pass, and closes windows that are over. A stream that lags behind (lines read after a pause) keeps
   * its own time: while matches come, they alone move its clock.
   */
  advance(elapsedMs: number): readonly RuleDetection[] {
    if (!this.#fed) this.#clockMs += elapsedMs;
    this.#fed = false;
    const told: RuleDetection[] = [];
    this.#sweep(told);
    return told;
  }

  /** Closes every window, as if all time had passed. */
  end(): readonly RuleDetection[] {
    this.#clockMs = Number.POSITIVE_INFINITY;
    return this.advance(0);
  }

  #sweep(told: RuleDetection[]): void {
    this.#sweptMs = this.#clockMs;
    for (const [key, entry] of this.#window.entries()) {
      // Keys stand in the order in which they end: behind one that lives, none is over.
      if (!this.#isOver(entry, this.#clockMs)) break;
      this.#leave(key, entry, told);
    }
  }

  #valueOf(match: FedMatch, names: readonly string[]): string | null {
    const values = this.rule.valueFields.map((field) => match.read(fieldFor(this.rule, field, names)));
    if (values.length === 0 || values.some((value) => value === null)) return null;
    return values.join('\u001f').slice(0, 512);
  }

  #entryFor(key: string, timeMs: number, told: RuleDetection[]): KeyEntry {
    const known = this.#window.get(key);
    if (known !== undefined && !this.#isOver(known, timeMs)) return known;
    if (known !== undefined) this.#leave(key, known, told);
    while (this.#window.isFull()) {
      const oldest = this.#window.oldest();
      if (oldest === undefined) break;
      this.#window.evicted += 1;
      if (this.#parts.atEnd) this.#window.delete(oldest[0]);
      else this.#leave(oldest[0], oldest[1], told);
    }
    const state = this.#parts.accumulator.create();
    return { firstMs: timeMs, lastMs: timeMs, total: 0, toldMs: null, toldTotal: 0, state };
  }

  #isOver(entry: KeyEntry, nowMs: number): boolean {
    const fromMs = this.#parts.atEnd ? entry.firstMs : entry.lastMs;
    return nowMs - fromMs >= this.rule.timespanMs;
  }

  #holds(entry: KeyEntry): boolean {
    const measured = this.#parts.accumulator.measure(entry.state);
    return this.rule.formula ? measured === 1 : holdsBounds(this.rule.bounds, measured);
  }

  #isNews(entry: KeyEntry, timeMs: number): boolean {
    return (entry.toldMs === null || timeMs - entry.toldMs >= this.rule.timespanMs) && this.#holds(entry);
  }

  #tell(key: string, entry: KeyEntry, match: FedMatch): RuleDetection {
    entry.toldMs = match.timeMs;
    entry.toldTotal = entry.total;
    return this.#detection(key, entry, new Date(match.timeMs), match.event, false);
  }

  /** The last word on a key: its verdict where only the end decides, else the final count of what was told before. */
  #leave(key: string, entry: KeyEntry, told: RuleDetection[]): void {
    this.#window.delete(key);
    const end = new Date((this.#parts.atEnd ? entry.firstMs : entry.lastMs) + this.rule.timespanMs);
    if (this.#parts.atEnd) {
      if (this.#holds(entry)) told.push(this.#detection(key, entry, end, null, false));
    } else if (entry.toldMs !== null && entry.total > entry.toldTotal)
      told.push(this.#detection(key, entry, end, null, true));
  }

  #detection(key: string, entry: KeyEntry, time: Date, event: WatchEvent | null, ended: boolean): RuleDetection {
    const kept = this.#parts.accumulator.sources(entry.state);
    const own = event && !kept.includes(event.source) ? [event.source] : [];
    const sources: readonly EventSource[] = [...kept, ...own];
    const first = new Date(entry.firstMs);
    return {
      rule: this.#parts.about,
      time,
      first,
      count: entry.total,
      group: groupOf(this.rule, key),
      event,
      sources,
      ended,
    };
  }

  /** All keys and its time as JSON; {@link restore} goes on from it exactly. Null while there is nothing to keep. */
  toJson(): unknown {
    if (!Number.isFinite(this.#clockMs)) return null;
    const keys = [...this.#window.entries()].map(([key, entry]) => [
      key,
      { ...entry, state: this.#parts.accumulator.toJson(entry.state) },
    ]);
    return { clockMs: this.#clockMs, sweptMs: this.#sweptMs, fed: this.#fed, keys };
  }

  /** Takes in what {@link toJson} gave; what is no such thing is passed over. */
  restore(json: unknown): void {
    if (!isWindow(json)) return;
    this.#clockMs = json.clockMs;
    this.#sweptMs = json.sweptMs;
    this.#fed = json.fed;
    for (const item of json.keys) {
      if (!Array.isArray(item) || typeof item[0] !== 'string' || !isEntry(item[1])) continue;
      this.#window.touch(item[0], { ...item[1], state: this.#parts.accumulator.fromJson(item[1].state) });
    }
  }
}

/** How often windows are looked through for those that are over. */
const SWEEP_MS = 1_000;

interface KeptWindow {
  readonly clockMs: number;
  readonly sweptMs: number;
  readonly fed: boolean;
  readonly keys: readonly unknown[];
}

function isWindow(json: unknown): json is KeptWindow {
  if (typeof json !== 'object' || json === null) return false;
  const window = json as Partial<Record<keyof KeptWindow, unknown>>; // parse boundary: every member is looked at below
  const times = Number.isFinite(window.clockMs) && Number.isFinite(window.sweptMs);
  return times && typeof window.fed === 'boolean' && Array.isArray(window.keys);
}

function isEntry(value: unknown): value is KeyEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof KeyEntry, unknown>>; // parse boundary: every member is looked at below
  const numbers = [entry.firstMs, entry.lastMs, entry.total, entry.toldTotal];
  return numbers.every(Number.isFinite) && (entry.toldMs === null || Number.isFinite(entry.toldMs));
}
