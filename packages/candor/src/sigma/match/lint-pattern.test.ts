import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintPattern } from './lint-pattern.js';

describe('lintPattern', () => {
  it.each([
    '^/api/[a-z-]{1,40}$',
    'wget|curl',
    '\\$\\([^)]{0,30}(?:wget|curl)',
    '^[a-z]+://',
    'a{2,20}b',
    '(?:ab|cd){1,3}',
    '[\\]a]\\.x',
    '^\\S*$',
  ])('lets %s through', (source) => {
    expect(lintPattern(source)).toBeNull();
  });

  it.each([
    ['(a+)+$', /unbounded/],
    ['a+b', /unbounded/],
    ['a{2,}b', /unbounded/],
    ['^a*b*', /more than one unbounded/],
    ['^(?:a*)', /in a group/],
    ['^a+|b+', /alternative/],
    ['(?:a{1,30}){1,30}', /steps|ways/],
    ['a{0,20}a{0,20}a{0,20}b', /steps/],
    ['a(?=b)', /outside|not expected/],
    ['(a)\\1', /outside/],
    ['(?<n>a)', /outside|not expected/],
    ['(a', /not closed/],
    ['a)', /not expected/],
  ])('refuses %s', (source, reason) => {
    expect(lintPattern(source)).toMatch(reason);
  });

  it('binds nothing to the start of a text of several lines', () => {
    expect(lintPattern('^a+b', 'm')).toMatch(/unbounded/);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '(', ')', '?:', '*', '+', '{1,', '9}', '[', ']', '\\', '|', '^', '$') }),
        (source) => {
          const said = lintPattern(source);
          expect(said === null || said.length > 0).toBe(true);
        },
      ),
    );
  });
});
