import { accumulatorOf } from './correlate/accumulator-of.js';
import type { Expression } from './expression.js';
import type { CorrelationRule, DetectionRule, FilterRule, RuleProblem, SigmaRule } from './rule.js';

/** Where rules come from: with Candor, or from the operator's folder. It decides how their patterns are run. */
export type RuleOrigin = 'own' | 'user';

/** Rules that were read, of one origin. */
export interface RuleSource {
  readonly origin: RuleOrigin;
  readonly rules: readonly SigmaRule[];
}

/** A rule over single events with its filters joined in. */
export interface LoadedDetection {
  readonly rule: DetectionRule;
  readonly origin: RuleOrigin;
}

/** A correlation whose rules are all there. */
export interface LoadedCorrelation {
  readonly rule: CorrelationRule;
  readonly origin: RuleOrigin;
  /** Keys of its rules, in the order written. */
  readonly ruleKeys: readonly string[];
}

/** All rules that are run, correlations after those they refer to. */
export interface RuleSet {
  readonly detections: readonly LoadedDetection[];
  readonly correlations: readonly LoadedCorrelation[];
  /** Keys of rules that only serve correlations and do not report by themselves. */
  readonly silent: ReadonlySet<string>;
  readonly problems: readonly RuleProblem[];
}

type Origin<T extends SigmaRule> = { readonly rule: T; readonly origin: RuleOrigin };

/** Joins rules of all origins: filters applied, references resolved, doubles and dead references named. */
export function assembleRules(sources: readonly RuleSource[]): RuleSet {
  const problems: RuleProblem[] = [];
  const known = new Map<string, Origin<SigmaRule>>();
  const usable: Origin<SigmaRule>[] = [];
  for (const { origin, rules } of sources)
    for (const rule of rules) {
      const problem = rule.kind === 'filter' ? null : whyNot(rule, known);
      if (problem !== null) {
        problems.push(problem);
        continue;
      }
      usable.push({ rule, origin });
      for (const name of [rule.key, rule.name]) if (name !== null) known.set(name, { rule, origin });
    }
  const filters = usable.flatMap(({ rule }) => (rule.kind === 'filter' ? [rule] : []));
  const detections = usable.flatMap(({ rule, origin }) =>
    rule.kind === 'detection' ? [{ rule: filtered(rule, filters), origin }] : [],
  );
  const ordered = inOrder(
    usable.flatMap(({ rule, origin }) => (rule.kind === 'correlation' ? [{ rule, origin }] : [])),
    known,
    problems,
  );
  const correlations = ordered.filter(({ rule }) => {
    const measuring = accumulatorOf(rule);
    if (measuring.accumulator === null)
      problems.push({
        file: rule.file,
        line: rule.line,
        rule: rule.title,
        kind: 'unsupported',
        message: measuring.reason,
      });
    return measuring.accumulator !== null;
  });
  return { detections, correlations, silent: silentKeys(correlations), problems };
}

function whyNot(rule: SigmaRule, known: ReadonlyMap<string, Origin<SigmaRule>>): RuleProblem | null {
  const problem = { file: rule.file, line: rule.line, rule: rule.title };
  if (rule.status === 'deprecated' || rule.status === 'unsupported')
    return { ...problem, kind: 'unsupported', message: `its status is ${rule.status}` };
  const double = known.get(rule.key) ?? (rule.name === null ? undefined : known.get(rule.name));
  if (double === undefined) return null;
  const place = `${double.rule.file}:${double.rule.line}`;
  return {
    ...problem,
    kind: 'invalid',
    message: `its id or name is already used by "${double.rule.title}" (${place})`,
  };
}

function filtered(rule: DetectionRule, filters: readonly FilterRule[]): DetectionRule {
  const meant = filters.filter(
    (filter) =>
      covers(filter, rule) &&
      (filter.rules === null || filter.rules.some((name) => name === rule.id || name === rule.name)),
  );
  if (meant.length === 0) return rule;
  const expression: Expression = { op: 'and', of: [rule.expression, ...meant.map((filter) => filter.expression)] };
  return { ...rule, expression };
}

function covers(filter: FilterRule, rule: DetectionRule): boolean {
  return (['product', 'category', 'service'] as const).every(
    (part) => filter.logsource[part] === null || filter.logsource[part] === rule.logsource[part],
  );
}

/** Correlations after those that they refer to; those that refer to nothing or to themselves are named and left out. */
function inOrder(
  correlations: readonly Origin<CorrelationRule>[],
  known: ReadonlyMap<string, Origin<SigmaRule>>,
  problems: RuleProblem[],
): LoadedCorrelation[] {
  const ordered: LoadedCorrelation[] = [];
  const ready = new Set<string>();
  let waiting = [...correlations];
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    waiting = waiting.filter(({ rule, origin }) => {
      const targets = rule.rules.map((name) => known.get(name)?.rule);
      if (
        !targets.every(
          (target) => target?.kind === 'detection' || (target?.kind === 'correlation' && ready.has(target.key)),
        )
      )
        return true;
      ordered.push({ rule, origin, ruleKeys: targets.flatMap((target) => (target ? [target.key] : [])) });
      ready.add(rule.key);
      return false;
    });
  }
  for (const { rule } of waiting) {
    const missing = rule.rules.find((name) => known.get(name) === undefined);
    const message =
      missing === undefined
        ? 'it refers to itself, or to a correlation that is not used'
        : `it refers to "${missing}", which is not loaded`;
    problems.push({ file: rule.file, line: rule.line, rule: rule.title, kind: 'invalid', message });
  }
  return ordered;
}

function silentKeys(correlations: readonly LoadedCorrelation[]): Set<string> {
  const spoken = new Set(correlations.flatMap(({ rule, ruleKeys }) => (rule.generate ? ruleKeys : [])));
  return new Set(correlations.flatMap(({ ruleKeys }) => ruleKeys).filter((key) => !spoken.has(key)));
}
