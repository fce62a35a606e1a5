import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, wrap } from './wrap.js';

describe('wrap', () => {
  it.each([
    ['one two three four five six', ['  one two three four', '    five six']],
    ['', ['']],
    ['a'.repeat(40), [`  ${'a'.repeat(16)}`, `    ${'a'.repeat(16)}`, `    ${'a'.repeat(8)}`]],
  ])('%j', (text, lines) => {
    expect(wrap(text, 20, '  ', '    ')).toEqual(lines);
  });

  it('keeps every character but spaces, stays within the width, and halves no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 20, max: 120 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        expect(lines.every((line) => line.length <= width && !/\p{Surrogate}/u.test(line))).toBe(true);
      }),
    );
  });
});

describe('clip', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a😀b', 3, 'a…'],
    ['a😀bc', 4, 'a😀…'],
  ])('%j to %i is %j', (text, limit, expected) => {
    expect(clip(text, limit)).toBe(expected);
  });
});
