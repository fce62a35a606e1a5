import type { WatchEvent } from '../core/event.js';
import { markNewForm } from '../sigma/templates/mark-new-form.js';
import { defaultTemplateOptions, TemplateMiner, type TemplateMinerState } from '../sigma/templates/template-miner.js';
import type { Alert } from './alerts/alert.js';
import type { Detection } from './detection.js';
import { type LineMapper, lineMapper } from './events/line-mapper.js';
import type { Source } from './events/source-kind.js';
import { incidentAlert } from './incident-alert.js';
import type { LiveIncident } from './incidents/incident.js';
import { joinDetections } from './incidents/join-detections.js';
import type { RuleEngine } from './rule-engine.js';
import type { LineBatch } from './store/line-log.js';
import { linesOf } from './store/search-lines.js';
import { toDetection } from './to-detection.js';

/** What a batch of lines led to. */
export interface PipelineStep {
  readonly events: number;
  readonly detections: readonly Detection[];
  /** Incident of each detection that has one. */
  readonly incidentOf: ReadonlyMap<string, string>;
  readonly changed: readonly LiveIncident[];
  readonly alerts: readonly Alert[];
}

/** What is kept so that a restart goes on exactly. */
export interface PipelineState {
  readonly rules: unknown;
  readonly incidents: readonly LiveIncident[];
  /** Pieces of lines that wait for their end, by source. */
  readonly carries: Readonly<Record<string, string>>;
  /** Forms of lines that each source had so far. */
  readonly forms: TemplateMinerState;
}

/**
 * Lines → events → rules → detections → incidents → alerts. A fold: the same batches in the same order lead to the same
 * steps, live, after a restart, and in `candor replay`. Time is the time of receipt of each batch.
 */
export class Pipeline {
  readonly #rules: RuleEngine;
  readonly #timezone: string;
  readonly #mappers = new Map<string, LineMapper>();
  readonly #sources = new Map<string, Source>();
  readonly #carries: Readonly<Record<string, string>>;
  readonly #onEvent: (event: WatchEvent) => void;
  readonly #redact: (text: string) => string;
  readonly #miner: TemplateMiner;
  #incidents: readonly LiveIncident[];

  constructor(
    rules: RuleEngine,
    options: {
      readonly timezone: string;
      readonly state?: PipelineState | null;
      /** Takes secrets out of the evidence that detections carry; nothing else leaves the host. */
      readonly redact?: (text: string) => string;
      readonly onEvent?: (event: WatchEvent) => void;
    },
  ) {
    this.#rules = rules;
    this.#timezone = options.timezone;
    this.#incidents = options.state?.incidents ?? [];
    this.#carries = options.state?.carries ?? {};
    this.#miner = new TemplateMiner(defaultTemplateOptions, options.state?.forms ?? null);
    this.#redact = options.redact ?? ((text) => text);
    this.#onEvent = options.onEvent ?? (() => undefined);
  }

  /** Says what a source is, before its first batch. */
  know(source: Source): void {
    this.#sources.set(source.name, source);
  }

  take(batches: readonly LineBatch[], now: Date): PipelineStep {
    let events = 0;
    const detections: Detection[] = this.#rules.advance(now).map((hit) => toDetection(hit, 0, this.#redact));
    for (const batch of batches) {
      const mapper = this.#mapper(batch.source);
      for (const line of linesOf(batch)) {
        for (const plain of mapper.take(line.text, line.seq, batch.receivedAt)) {
          const event = markNewForm(plain, this.#miner);
          events += 1;
          this.#onEvent(event);
          for (const hit of this.#rules.take(event)) detections.push(toDetection(hit, line.seq, this.#redact));
        }
      }
    }
    const step = joinDetections(this.#incidents, detections, now);
    this.#incidents = step.open;
    return {
      events,
      detections,
      incidentOf: step.of,
      changed: step.changed.map(({ incident }) => incident),
      alerts: step.changed.map((change) => incidentAlert(change, now)).filter((alert) => alert !== null),
    };
  }

  state(): PipelineState {
    const carries = Object.fromEntries([...this.#mappers].map(([name, mapper]) => [name, mapper.carry]));
    return { rules: this.#rules.state(), incidents: this.#incidents, carries, forms: this.#miner.state() };
  }

  #mapper(name: string): LineMapper {
    const known = this.#mappers.get(name);
    if (known) return known;
    const source = this.#sources.get(name) ?? { name, what: { kind: 'text' } };
    const made = lineMapper(source, this.#timezone, this.#carries[name] ?? '');
    this.#mappers.set(name, made);
    return made;
  }
}
