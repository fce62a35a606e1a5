import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineCutter } from './line-cutter.js';

/** All lines of bytes that come in the given pieces. */
function cut(bytes: Buffer, sizes: readonly number[], cutter = new LineCutter()): string[] {
  const lines: string[] = [];
  let from = 0;
  for (const size of [...sizes, bytes.length]) {
    lines.push(...cutter.push(bytes.subarray(from, from + size)));
    from = Math.min(from + size, bytes.length);
  }
  const rest = cutter.rest();
  return rest === null ? lines : [...lines, rest];
}

describe('LineCutter', () => {
  it.each<[string, string[], string[], string | null]>([
    ['a torn line', ['ab', 'c\nd'], ['abc'], 'd'],
    ['carriage returns', ['a\r\nb\r', '\n'], ['a', 'b'], null],
    ['empty lines', ['\n\n'], ['', ''], null],
    ['nothing', [''], [], null],
  ])('%s', (_, chunks, lines, rest) => {
    const cutter = new LineCutter();
    expect(chunks.flatMap((chunk) => cutter.push(Buffer.from(chunk)))).toEqual(lines);
    expect(cutter.rest()).toBe(rest);
  });

  it('gives the same lines however the bytes are torn, also inside a character', () => {
    const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n]/g, '')));
    fc.assert(
      fc.property(text, fc.array(fc.nat(7)), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        expect(cut(bytes, sizes)).toEqual(cut(bytes, []));
        expect(cut(bytes, sizes)).toEqual(lines);
      }),
    );
  });

  it.each([
    ['at once', [100]],
    ['in pieces', [5, 5, 5, 5, 5, 5]],
  ])('a line that is too long %s is dropped and counted, its neighbours stay', (_, sizes) => {
    const cutter = new LineCutter(10);
    expect(cut(Buffer.from('short\nmuch too long for this\nnext\n'), sizes, cutter)).toEqual(['short', 'next']);
    expect([cutter.takeDropped(), cutter.takeDropped()]).toEqual([1, 0]);
  });
});
