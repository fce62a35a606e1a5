import type { DetectionRule } from '../rule.js';
import type { ViewTest } from './compile-test.js';
import type { EventView, FieldSlots } from './event-view.js';
import { LiteralAutomaton } from './literal-automaton.js';
import type { Literal } from './required-literals.js';

/** A rule that is ready to look at events. */
export interface CompiledRule {
  readonly rule: DetectionRule;
  readonly test: ViewTest;
  readonly literals: readonly Literal[] | null;
}

/** The rules of one log source: those whose literals are looked for first, and those that look at every event. */
export class RuleRoute {
  readonly #always: readonly CompiledRule[];
  readonly #guarded: readonly CompiledRule[];
  readonly #scans: readonly { readonly slot: number; readonly automaton: LiteralAutomaton }[];
  /** Event number at which a guarded rule was last found possible. */
  readonly #possible: Uint32Array;
  #event = 0;

  constructor(rules: readonly CompiledRule[], slots: FieldSlots) {
    this.#always = rules.filter((rule) => rule.literals === null);
    this.#guarded = rules.filter((rule) => rule.literals !== null);
    this.#possible = new Uint32Array(this.#guarded.length);
    const bySlot = new Map<number, { text: string; owner: number }[]>();
    // By the event's own fields: a field that several names lead to is looked through once.
    for (const [owner, { literals }] of this.#guarded.entries())
      for (const { field, text } of literals ?? [])
        for (const slot of slots.fieldsOf(slots.slotOf(field))) {
          const list = bySlot.get(slot);
          if (list) list.push({ text, owner });
          else bySlot.set(slot, [{ text, owner }]);
        }
    this.#scans = [...bySlot].map(([slot, literals]) => ({ slot, automaton: new LiteralAutomaton(literals) }));
  }

  get size(): number {
    return this.#always.length + this.#guarded.length;
  }

  /** Rules that hold for the event in view. */
  matches(view: EventView): readonly DetectionRule[] {
    let found: DetectionRule[] | null = null;
    for (const { rule, test } of this.#always)
      if (test(view)) {
        found ??= [];
        found.push(rule);
      }
    for (const owner of this.#candidates(view)) {
      const guarded = this.#guarded[owner];
      if (guarded?.test(view)) {
        found ??= [];
        found.push(guarded.rule);
      }
    }
    return found ?? NO_RULES;
  }

  #candidates(view: EventView): readonly number[] {
    this.#event = (this.#event + 1) >>> 0;
    if (this.#event === 0) this.#possible.fill(0);
    const event = this.#event === 0 ? 1 : this.#event;
    this.#event = event;
    let candidates: number[] | null = null;
    const tell = (owner: number) => {
      if (this.#possible[owner] === event) return;
      this.#possible[owner] = event;
      candidates ??= [];
      candidates.push(owner);
    };
    for (const { slot, automaton } of this.#scans) for (const text of view.lower(slot)) automaton.scan(text, tell);
    return candidates ?? NO_OWNERS;
  }
}

const NO_RULES: readonly DetectionRule[] = [];
const NO_OWNERS: readonly number[] = [];
