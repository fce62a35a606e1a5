import type { WatchEvent } from '../../core/event.js';
import { isAtLeast } from '../../core/severity.js';
import type { RuleDetection } from '../detection.js';
import { RuleEngine } from '../rule-engine.js';
import type { RuleSet } from '../rule-set.js';
import { expandSample } from './expand-sample.js';
import type { Sample, SampleLine } from './sample.js';

/** Makes events of a line; given a new one for each sample, as readers keep pieces of lines. */
export type SampleReader = (line: SampleLine, sequence: number) => readonly WatchEvent[];

/** What became of a sample. */
export interface SampleVerdict {
  readonly sample: Sample;
  readonly ok: boolean;
  readonly reason: string | null;
  /** Names of rules that told something, each once. */
  readonly told: readonly string[];
}

/** Names by which samples call rules. */
function nameOf(rules: RuleSet): (detection: RuleDetection) => string {
  const names = new Map(
    [...rules.detections, ...rules.correlations].map(({ rule }) => [rule.key, rule.name ?? rule.key]),
  );
  return ({ rule }) => names.get(rule.key) ?? rule.key;
}

/**
 * Runs all rules over a sample. A match needs every rule that it names. A silent sample needs silence of the rules of
 * its file but those it allows, and of every other rule from medium on.
 */
export function judgeSample(
  sample: Sample,
  rules: RuleSet,
  own: ReadonlySet<string>,
  read: SampleReader,
): SampleVerdict {
  const engine = new RuleEngine(rules);
  const name = nameOf(rules);
  const told = new Map<string, RuleDetection>();
  let sequence = 0;
  let events = 0;
  for (const line of expandSample(sample)) {
    for (const event of read(line, sequence)) {
      events += 1;
      for (const detection of engine.take(event)) told.set(name(detection), detection);
    }
    sequence += 1;
  }
  for (const detection of engine.end()) told.set(name(detection), detection);
  const reason =
    events === 0
      ? 'none of its lines became an event'
      : sample.silent
        ? noise(sample, told, own)
        : silence(sample, told);
  return { sample, ok: reason === null, reason, told: [...told.keys()] };
}

function silence(sample: Sample, told: ReadonlyMap<string, RuleDetection>): string | null {
  const missing = sample.tells.filter((name) => !told.has(name));
  return missing.length === 0
    ? null
    : `${missing.join(', ')} said nothing; told: ${[...told.keys()].join(', ') || 'nothing'}`;
}

function noise(sample: Sample, told: ReadonlyMap<string, RuleDetection>, own: ReadonlySet<string>): string | null {
  const loud = [...told].filter(
    ([name, { rule }]) => !sample.allow.includes(name) && (own.has(name) || isAtLeast(rule.level, 'medium')),
  );
  return loud.length === 0 ? null : `${loud.map(([name, { rule }]) => `${name} (${rule.level})`).join(', ')} spoke`;
}
