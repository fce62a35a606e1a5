import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastBanner } from './last-banner.js';

const next = /▲ Next\.js (\d+\.\d+\.\d+)/;

function find(input: string | Iterable<Uint8Array>) {
  return lastBanner(input, 'Next.js ', next);
}

describe('the last banner of a log', () => {
  it('is the newest of several, with its line', () => {
    expect(find('▲ Next.js 15.0.0\nready\n▲ Next.js 15.3.2\nGET /\n')).toEqual({
      line: 3,
      text: '▲ Next.js 15.3.2',
      value: '15.3.2',
    });
  });

  it.each([
    ['an empty log', ''],
    ['a log without a banner', 'ready\nGET /\n'],
    ['the name without a version', 'Next.js is started\n'],
    ['a line too long for a banner', `${'x'.repeat(400)} ▲ Next.js 15.3.2\n`],
  ])('is none in %s', (_case, text) => {
    expect(find(text)).toBeNull();
  });

  it('is the same however the bytes are cut, also within a character', () => {
    const line = fc.constantFrom('▲ Next.js 15.3.2', '▲ Next.js 14.0.1', 'GET /▲', '', 'Next.js starts');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), (lines, size) => {
        const bytes = Buffer.from(lines.join('\n'));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const at = lines.findLastIndex((text) => next.test(text));
        const want = at < 0 ? null : { line: at + 1, text: lines[at], value: next.exec(lines[at] ?? '')?.[1] };
        expect(find(pieces)).toEqual(want);
      }),
    );
  });
});
