import { createHash } from 'node:crypto';
import type { WatchEvent } from '../core/event.js';
import { accumulatorOf } from './correlate/accumulator-of.js';
import { Correlator, type CorrelatorCounters } from './correlate/correlator.js';
import type { FieldReader } from './correlate/group-of.js';
import type { WindowBudget } from './correlate/key-window.js';
import type { DetectedRule, RuleDetection } from './detection.js';
import { linearPatterns, lintedPatterns } from './match/pattern-engine.js';
import { RuleTable } from './match/rule-table.js';
import type { SigmaRule } from './rule.js';
import type { LoadedCorrelation, RuleOrigin, RuleSet } from './rule-set.js';

/** Bounds of an engine. */
export interface RuleEngineLimits {
  /** Keys of all windows together, a key of several parts counted by its size; a million by default. */
  readonly maxKeys: number;
}

/** What an engine remembers, as JSON. */
export interface RuleEngineState {
  readonly version: 1;
  readonly sequence: number;
  /** When {@link RuleEngine.advance} was called last; null = never. */
  readonly advancedMs: number | null;
  /** By correlation and a hash of its definition: a rule that was changed begins anew. */
  readonly windows: Readonly<Record<string, unknown>>;
}

/** Counters of an engine. */
export interface RuleEngineCounters {
  readonly events: number;
  readonly detections: number;
  readonly correlations: Readonly<Record<string, CorrelatorCounters>>;
}

interface Subscriber {
  readonly correlator: Correlator;
  readonly rule: number;
}

/**
 * Runs rules over a stream of events. Time is the events' own (`event.time`, and `advance` where none come), so the same
 * events give the same detections whether they come live, again, or after a restart from {@link state}.
 */
export class RuleEngine {
  readonly table: RuleTable;
  readonly #about = new Map<string, DetectedRule>();
  readonly #silent: ReadonlySet<string>;
  readonly #correlators: Correlator[] = [];
  readonly #fingerprints: string[] = [];
  readonly #subscribers = new Map<string, Subscriber[]>();
  readonly #budget: WindowBudget;
  #sequence = 0;
  #advancedMs: number | null = null;
  #events = 0;
  #detections = 0;

  constructor(rules: RuleSet, limits: RuleEngineLimits = { maxKeys: 1_000_000 }) {
    this.#budget = { limit: limits.maxKeys, used: 0 };
    this.#silent = rules.silent;
    const engines = { own: lintedPatterns, user: linearPatterns };
    this.table = new RuleTable(
      rules.detections.map(({ rule, origin }) => ({ rule, patterns: engines[origin].compile })),
    );
    const names = new Map<string, readonly string[]>();
    for (const { rule, origin } of [...rules.detections, ...rules.correlations]) {
      this.#about.set(rule.key, aboutRule(rule, origin));
      names.set(
        rule.key,
        [rule.key, rule.id, rule.name].filter((name) => name !== null),
      );
    }
    for (const loaded of rules.correlations) this.#addCorrelation(loaded, names);
  }

  #addCorrelation(loaded: LoadedCorrelation, names: ReadonlyMap<string, readonly string[]>): void {
    const { rule, ruleKeys } = loaded;
    const measuring = accumulatorOf(rule);
    if (measuring.accumulator === null) return; // assembleRules has named and left out such a rule
    const ruleNames = ruleKeys.map((key, index) => [...(names.get(key) ?? []), rule.rules[index] ?? key]);
    const about = aboutRule(rule, loaded.origin);
    const correlator = new Correlator({ rule, about, ...measuring, ruleNames, budget: this.#budget });
    this.#correlators.push(correlator);
    this.#fingerprints.push(fingerprintOf(loaded));
    for (const [index, key] of ruleKeys.entries()) {
      const list = this.#subscribers.get(key);
      if (list) list.push({ correlator, rule: index });
      else this.#subscribers.set(key, [{ correlator, rule: index }]);
    }
  }

  /** Detections that an event decides, in the order of the rules. */
  take(event: WatchEvent): readonly RuleDetection[] {
    this.#events += 1;
    this.#sequence += 1;
    const timeMs = event.time.getTime();
    const told: RuleDetection[] = [];
    const matched = this.table.matches(event);
    if (matched.length > 0) {
      const read: FieldReader = (field) => {
        const texts = this.table.view.texts(this.table.slots.slotOf(field));
        return texts.length === 0 ? null : texts.length === 1 ? (texts[0] ?? '') : texts.join(',');
      };
      for (const rule of matched) {
        this.#report(single(this.#about.get(rule.key), event), told);
        this.#dispatch(rule.key, { timeMs, read, event }, told);
      }
    }
    return told;
  }

  /** Lets time pass up to `now`, and closes windows that are over. To be called every few seconds, events or not. */
  advance(now: Date): readonly RuleDetection[] {
    const passedMs = now.getTime() - (this.#advancedMs ?? now.getTime());
    this.#advancedMs = now.getTime();
    const elapsedMs = Math.min(Math.max(passedMs, 0), MOST_ELAPSED_MS);
    return this.#closing((correlator) => correlator.advance(elapsedMs));
  }

  /** The end of a recording: every window is closed. */
  end(): readonly RuleDetection[] {
    return this.#closing((correlator) => correlator.end());
  }

  #closing(close: (correlator: Correlator) => readonly RuleDetection[]): readonly RuleDetection[] {
    const told: RuleDetection[] = [];
    for (const correlator of this.#correlators) this.#pass(close(correlator), null, told);
    return told;
  }

  #dispatch(key: string, match: PassedMatch, told: RuleDetection[]): void {
    for (const { correlator, rule } of this.#subscribers.get(key) ?? []) {
      const decided = correlator.feed({ ...match, sequence: this.#sequence, rule });
      this.#pass(decided, match.read, told);
    }
  }

  /** Tells detections of a correlation, and gives them to the correlations that refer to it. */
  #pass(decided: readonly RuleDetection[], read: FieldReader | null, told: RuleDetection[]): void {
    for (const detection of decided) {
      this.#report(detection, told);
      if (detection.ended) continue;
      const own: FieldReader = (field) => detection.group[field] ?? (detection.event && read ? read(field) : null);
      this.#dispatch(detection.rule.key, { timeMs: detection.time.getTime(), read: own, event: detection.event }, told);
    }
  }

  #report(detection: RuleDetection | null, told: RuleDetection[]): void {
    if (detection === null || this.#silent.has(detection.rule.key)) return;
    this.#detections += 1;
    told.push(detection);
  }

  get counters(): RuleEngineCounters {
    const correlations = this.#correlators.map((one) => [one.rule.key, one.counters] as const);
    return { events: this.#events, detections: this.#detections, correlations: Object.fromEntries(correlations) };
  }

  /** What it remembers, to go on after a restart. */
  state(): RuleEngineState {
    const windows = this.#correlators.map((one, index) => [this.#fingerprints[index] ?? '', one.toJson()] as const);
    return {
      version: 1,
      sequence: this.#sequence,
      advancedMs: this.#advancedMs,
      windows: Object.fromEntries(windows.filter(([, window]) => window !== null)),
    };
  }

  /** Goes on from a state. Windows of rules that changed since are not taken over; their keys are given back. */
  restore(state: RuleEngineState): readonly string[] {
    this.#sequence = state.sequence;
    this.#advancedMs = state.advancedMs;
    for (const [index, correlator] of this.#correlators.entries())
      correlator.restore(state.windows[this.#fingerprints[index] ?? '']);
    return Object.keys(state.windows).filter((key) => !this.#fingerprints.includes(key));
  }
}

/** A longer pause was none of the stream's: the machine slept, or the watcher was down, and lines will tell of it. */
const MOST_ELAPSED_MS = 60_000;

interface PassedMatch {
  readonly timeMs: number;
  readonly read: FieldReader;
  readonly event: WatchEvent | null;
}

function aboutRule(rule: SigmaRule, origin: RuleOrigin): DetectedRule {
  const { key, title, level, status, tags } = rule;
  return { key, title, level, status, tags, origin, kind: rule.kind === 'correlation' ? 'correlation' : 'event' };
}

function single(rule: DetectedRule | undefined, event: WatchEvent): RuleDetection | null {
  if (rule === undefined) return null;
  return {
    rule,
    time: event.time,
    first: event.time,
    count: 1,
    group: {},
    event,
    sources: [event.source],
    ended: false,
  };
}

/** Key and a hash of what decides a correlation's windows. */
function fingerprintOf({ rule, ruleKeys }: LoadedCorrelation): string {
  const { type, groupBy, timespanMs, bounds, valueFields, percentile, formula, aliases } = rule;
  const fields = [...aliases].map(([alias, rules]) => [alias, [...rules]]);
  const parts = [type, ruleKeys, groupBy, timespanMs, bounds, valueFields, percentile, formula, fields];
  return `${rule.key} ${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;
}
