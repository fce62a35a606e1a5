import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEvent, aRule, rulesOf } from '../testing.js';
import { compileExpression } from './compile-expression.js';
import { EventView, FieldSlots } from './event-view.js';
import { LiteralAutomaton } from './literal-automaton.js';
import { linearPatterns } from './pattern-engine.js';
import { requiredLiterals } from './required-literals.js';
import { RuleTable } from './rule-table.js';

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'C', 'ā', '*', '?'), maxLength: 14 });
const item = fc.tuple(
  fc.constantFrom('f', 'g', 'f|contains', 'g|startswith', 'f|endswith', 'g|contains|all', 'f|contains|cased', 'f|neq'),
  fc.array(text, { minLength: 1, maxLength: 3 }),
);
const search = fc.array(item, { minLength: 1, maxLength: 3 });
const condition = fc.constantFrom('x', 'x and y', 'x or y', 'not x', 'x and not y', '1 of them', 'not (x and y)');

function yaml(name: string, items: readonly [string, string[]][]): string {
  const unique = new Map(items);
  return `${name}:\n${[...unique].map(([key, values]) => `  ${key}: ${JSON.stringify(values)}`).join('\n')}`;
}

describe('the literal prefilter', () => {
  it('never hides a match', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(search, search, condition), { minLength: 1, maxLength: 6 }),
        text,
        text,
        (rules, f, g) => {
          const texts = rules.map(([x, y, when], index) =>
            aRule(`${yaml('x', x)}\n${yaml('y', y)}`, when).replace('A test', `Rule ${index}`),
          );
          const { set, problems } = rulesOf(texts.join('---\n'));
          expect(problems).toEqual([]);
          const table = new RuleTable(set.detections.map(({ rule }) => ({ rule, patterns: linearPatterns.compile })));
          const event = anEvent({ f, g });
          const slots = new FieldSlots();
          const tests = set.detections.map(({ rule }) => ({
            rule,
            test: compileExpression(rule.expression, slots, linearPatterns.compile),
          }));
          const view = new EventView(slots);
          view.load(event);
          const expected = tests.filter(({ test }) => test(view)).map(({ rule }) => rule.title);
          expect(
            table
              .matches(event)
              .map(({ title }) => title)
              .sort(),
          ).toEqual(expected.sort());
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, string, string[] | null]>([
    ['a text', 'x: {f: whoami}', ['whoami']],
    ['one of several', 'x: {f: [whoami, hostname]}', ['whoami', 'hostname']],
    ['the longer of two that must both stand', 'x: {f|contains: wget, g|contains: /dev/shm/}', ['/dev/shm/']],
    ['a short text is not looked for', 'x: {f|contains: sh}', null],
    ['the longest piece between wildcards', "x: {f: '*ab*abcdef?x*'}", ['abcdef']],
    ['a pattern has none', "x: {f|re: 'abcdef'}", null],
    ['a number', 'x: {f: 4688}', ['4688']],
  ])('%s', (_, detection, expected) => {
    const [rule] = rulesOf(aRule(detection, 'x')).set.detections;
    const literals = rule && requiredLiterals(rule.rule.expression);
    expect(literals?.map((one) => one.text) ?? null).toEqual(expected);
  });
});

describe('LiteralAutomaton', () => {
  it('tells an owner whenever its literal stands in the text', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ā'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 10 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ā'), maxLength: 40 }),
        (words, line) => {
          const told = new Set<number>();
          new LiteralAutomaton(words.map((one, owner) => ({ text: one, owner }))).scan(line, (owner) =>
            told.add(owner),
          );
          for (const [owner, one] of words.entries()) if (line.includes(one)) expect(told.has(owner)).toBe(true);
        },
      ),
    );
  });
});
