import type { EventLogSource, WatchEvent } from '../../core/event.js';
import type { DetectionRule } from '../rule.js';
import { compileExpression } from './compile-expression.js';
import { EventView, FieldSlots } from './event-view.js';
import { fitsLogSource } from './fits-log-source.js';
import type { PatternCompiler } from './pattern-engine.js';
import { requiredLiterals } from './required-literals.js';
import { type CompiledRule, RuleRoute } from './rule-route.js';

/** Log sources that are remembered; ours are below fifty. */
const MOST_ROUTES = 1_000;

/** Rules over single events, compiled once and routed by log source. */
export class RuleTable {
  readonly slots = new FieldSlots();
  readonly view: EventView;
  readonly #rules: readonly CompiledRule[];
  readonly #routes = new Map<string, RuleRoute>();

  /** Each rule with the engine that runs its patterns. */
  constructor(rules: readonly { readonly rule: DetectionRule; readonly patterns: PatternCompiler }[]) {
    this.#rules = rules.map(({ rule, patterns }) => ({
      rule,
      test: compileExpression(rule.expression, this.slots, patterns),
      literals: requiredLiterals(rule.expression),
    }));
    this.view = new EventView(this.slots);
  }

  /** The rules that hold for an event; the view stays at it. */
  matches(event: WatchEvent): readonly DetectionRule[] {
    this.view.load(event);
    return this.#routeOf(event.logsource).matches(this.view);
  }

  /** How many rules look at events of a log source. */
  sizeOf(source: EventLogSource): number {
    return this.#routeOf(source).size;
  }

  #routeOf(source: EventLogSource): RuleRoute {
    const key = `${source.product}|${source.category}|${source.service}`;
    let route = this.#routes.get(key);
    if (route === undefined) {
      route = new RuleRoute(
        this.#rules.filter(({ rule }) => fitsLogSource(rule.logsource, source)),
        this.slots,
      );
      if (this.#routes.size >= MOST_ROUTES) this.#routes.clear();
      this.#routes.set(key, route);
    }
    return route;
  }
}
