import { itemsOf, type MapTree, textOf } from '../../formats/compose/tree.js';
import type { Expression } from '../expression.js';
import { parseCondition } from './parse-condition.js';
import { type DetectionContext, joinAll, readSearch } from './read-detection.js';

/** `detection` (or `filter`) as one expression: its searches, joined as its condition says; several conditions by "or". */
export function readSearches(
  detection: MapTree,
  notSearches: readonly string[],
  context: DetectionContext,
): Expression | null {
  const { problems } = context;
  const searches = new Map<string, Expression>();
  let whole = true;
  for (const [name, entry] of detection.entries) {
    if (name === 'condition' || notSearches.includes(name)) continue;
    if (name === 'timeframe') {
      whole = problems.unsupported(entry.line, '"timeframe" belongs to Sigma 1; Sigma 2 has correlations') !== null;
      continue;
    }
    const search = readSearch(entry.value, context);
    if (search === null) whole = false;
    else searches.set(name, search);
  }
  if (!whole) return null;
  const condition = detection.entries.get('condition');
  if (condition === undefined) return problems.invalid(detection.line, 'the detection has no condition');
  const parts = itemsOf(condition.value).map((item) => {
    const reading = parseCondition(textOf(item) ?? '', searches);
    return 'expression' in reading ? reading.expression : problems[reading.kind](item.line, reading.reason);
  });
  return parts.length === 0 ? problems.invalid(condition.line, 'the condition is empty') : joinAll('or', parts);
}
