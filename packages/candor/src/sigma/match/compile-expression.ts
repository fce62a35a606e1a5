import type { Expression } from '../expression.js';
import { compileTest, type ViewTest } from './compile-test.js';
import type { FieldSlots } from './event-view.js';
import type { PatternCompiler } from './pattern-engine.js';

/** Compiles a rule's expression once; what it returns looks at the event in view. */
export function compileExpression(expression: Expression, slots: FieldSlots, patterns: PatternCompiler): ViewTest {
  if (expression.op === 'match') return compileTest(expression.test, slots.slotOf(expression.field), slots, patterns);
  if (expression.op === 'not') {
    const inner = compileExpression(expression.of, slots, patterns);
    return (view) => !inner(view);
  }
  const parts = expression.of.map((part) => compileExpression(part, slots, patterns));
  const [first, second] = parts;
  if (expression.op === 'and') {
    if (parts.length === 2 && first && second) return (view) => first(view) && second(view);
    return (view) => {
      for (const part of parts) if (!part(view)) return false;
      return true;
    };
  }
  if (parts.length === 2 && first && second) return (view) => first(view) || second(view);
  return (view) => {
    for (const part of parts) if (part(view)) return true;
    return false;
  };
}
