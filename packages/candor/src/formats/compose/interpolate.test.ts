// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose variables are the text under test
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate } from './interpolate.js';

const ENV = new Map([
  ['SET', 'value'],
  ['EMPTY', ''],
  ['DOLLAR', '${SET}'],
]);

describe('interpolate', () => {
  it.each([
    ['$SET', 'value'],
    ['${SET}', 'value'],
    ['a${SET}b', 'avalueb'],
    ['$SET-x', 'value-x'],
    ['${EMPTY}', ''],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${GONE:-d}', 'd'],
    ['${GONE-d}', 'd'],
    ['${GONE:-}', ''],
    ['${GONE:-${SET}}', 'value'],
    ['${GONE:-a${ALSO:-b}c}', 'abc'],
    ['${SET:+r}', 'r'],
    ['${EMPTY:+r}', ''],
    ['${EMPTY+r}', 'r'],
    ['${SET:?e}', 'value'],
    ['$$SET', '$SET'],
    ['$$${SET}', '$value'],
    ['${DOLLAR}', '${SET}'],
    ['cost: 5$', 'cost: 5$'],
    ['$1', '$1'],
  ])('%s → %s', (text, expected) => {
    expect(interpolate(text, ENV)).toMatchObject({ text: expected, problems: [] });
  });

  it.each([
    ['$GONE', 'unresolved', 0],
    ['${GONE}', 'unresolved', 0],
    ['${GONE:?say}', 'required-missing', 1],
    ['${EMPTY:?say}', 'required-missing', 1],
  ])('leaves %s as it is', (text, state, problems) => {
    const read = interpolate(text, ENV);
    expect(read.text).toBe(text);
    expect(read.uses[0]?.state).toBe(state);
    expect(read.problems).toHaveLength(problems);
  });

  it.each(['${', '${SET', '${}', '${a b}', '${SET!x}', '${A:-${B}'])('reports %s', (text) => {
    const read = interpolate(text, ENV);
    expect(read.problems.length).toBeGreaterThan(0);
    expect(read.text).toBe(text);
  });

  it('stays linear on hostile text', () => {
    const started = performance.now();
    for (const text of ['${'.repeat(100_000), '${A:-'.repeat(50_000) + '}'.repeat(50_000), '${SET}'.repeat(40_000)])
      interpolate(text, ENV);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('never throws, and returns text without dollars unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', '?', 'A', '+', 'SET') }), (text) => {
        const read = interpolate(text, ENV);
        if (!text.includes('$')) expect(read.text).toBe(text);
      }),
    );
  });
});
