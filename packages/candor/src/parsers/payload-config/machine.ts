import type { SyntaxNode } from './syntax.js';
import { type Lazy, notUnderstood, type Person, type Place, type Scope, type Value } from './values.js';

/** What the parts of the reader need of one another. */
export interface Machine {
  readonly person: Person;
  evaluate(node: SyntaxNode, scope: Scope): Value;
  /** What a function answers to the given arguments. */
  call(target: Value, args: readonly Value[], place: Place): Value;
  /** Takes one step; false when no more may be taken. */
  spend(): boolean;
}

/** A value that is worked out once, when it is asked for; a circle is not understood. */
export function lazily(work: () => Value, place: Place): Lazy {
  let found: Value | null = null;
  let busy = false;
  return () => {
    if (found !== null) return found;
    if (busy) return notUnderstood('it refers to itself', place);
    busy = true;
    found = work();
    busy = false;
    return found;
  };
}

/** A scope inside another. */
export function innerScope(parent: Scope): Scope {
  return { names: new Map(), parent, module: parent.module };
}

/** A name in a scope or those around it; null when it is not there. */
export function lookUp(scope: Scope, name: string): Value | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) return found();
  }
  return null;
}
