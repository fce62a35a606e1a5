import type { EventLogSource, FieldValue, WatchEvent } from '../core/event.js';
import type { RuleDetection } from './detection.js';
import { linearPatterns, lintedPatterns } from './match/pattern-engine.js';
import { readRules } from './read/read-rules.js';
import type { RuleProblem } from './rule.js';
import { RuleEngine } from './rule-engine.js';
import { assembleRules, type RuleOrigin, type RuleSet } from './rule-set.js';

/** An event for tests: fields, and what a test is about. */
export function anEvent(
  fields: Readonly<Record<string, FieldValue>>,
  more: { readonly at?: number; readonly raw?: string; readonly logsource?: Partial<EventLogSource> } = {},
): WatchEvent {
  const at = more.at ?? 0;
  return {
    time: new Date(Date.UTC(2026, 0, 5) + at),
    logsource: { product: 'test', category: null, service: null, ...more.logsource },
    fields,
    raw: more.raw ?? '',
    source: { sensor: 'test', name: 'test', cursor: String(at) },
  };
}

/** Rules of a text, with what is wrong with them. */
export function rulesOf(text: string, origin: RuleOrigin = 'user'): { set: RuleSet; problems: readonly RuleProblem[] } {
  const engine = origin === 'own' ? lintedPatterns : linearPatterns;
  const reading = readRules('test.yml', text, { checkPattern: engine.check });
  const set = assembleRules([{ origin, rules: reading.rules }]);
  return { set, problems: [...reading.problems, ...set.problems] };
}

/** A rule for the events of {@link anEvent}, its detection given as YAML lines. */
export function aRule(detection: string, condition = 'selection'): string {
  const indented = detection
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `title: A test\nlogsource:\n  product: test\ndetection:\n${indented}\n    condition: ${condition}\n`;
}

/** Whether the only rule of a text holds for an event. */
export function holds(text: string, event: WatchEvent): boolean {
  const { set, problems } = rulesOf(text);
  if (problems.length > 0) throw new Error(problems.map((one) => `${one.line}: ${one.message}`).join('; '));
  return new RuleEngine(set).take(event).length > 0;
}

/** All detections of a stream and of its end. */
export function run(text: string, events: readonly WatchEvent[]): RuleDetection[] {
  const { set, problems } = rulesOf(text);
  if (problems.length > 0) throw new Error(problems.map((one) => `${one.line}: ${one.message}`).join('; '));
  const engine = new RuleEngine(set);
  return [...events.flatMap((event) => engine.take(event)), ...engine.end()];
}
