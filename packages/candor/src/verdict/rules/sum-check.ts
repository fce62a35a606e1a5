import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Longest part of a sentence that is looked at, and farthest a total stands before its items, in characters. */
const readChars = 2000;
const nearChars = 200;

/** Rule 20: itemised counts add up to the total, or the total is not stated. */
export const sumCheck = defineRule({
  id: 'SUM_CHECK',
  number: 20,
  reason: 'A total that its own items contradict was not counted.',
  apply: (judgement, { facts }) =>
    claimsOf(facts).reduce((next, claim) => {
      const wrong = wrongTotal(claim.text.slice(0, readChars));
      if (!wrong) return next;
      return traced(
        next,
        'SUM_CHECK',
        claim.where,
        'the total is not used',
        `${wrong.total} is stated, the items add up to ${wrong.sum}`,
        [claim.ref],
      );
    }, judgement),
});

/** `5 calls of late (3 exec, 1 spawn)`: a bracket whose every part is a count, and a number before it that is its sum or is wrong. */
function wrongTotal(text: string): { total: string; sum: number } | null {
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    const close = text.indexOf(')', open);
    const items = close < 0 ? [] : text.slice(open + 1, close).split(/, |;|\band\b/);
    const counts = items.map((item) => /^\s*(\d[\d,]{0,15}) [a-z]/i.exec(item)?.[1]);
    const before = text.slice(Math.max(0, open - nearChars), open);
    const totals = before.match(/(?<![\w.:/-])\d[\d,]{0,15}(?![\w.:/-])/g) ?? [];
    const total = totals[0];
    if (counts.length < 2 || counts.includes(undefined) || total === undefined) continue;
    const sum = counts.reduce((all, count) => all + number(count), 0);
    if (!totals.some((candidate) => number(candidate) === sum)) return { total, sum };
  }
  return null;
}

function number(text: string | undefined): number {
  return Number((text ?? '').replaceAll(',', ''));
}
