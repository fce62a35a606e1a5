import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenIntoReport } from '../testing.js';
import { visible, visibleLines, visibleReport } from './visible.js';

describe('visible', () => {
  it.each([
    ['\x1b[2J', '\\x1b[2J'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\0', '\\x00'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['\x9b31m', '\\x9b31m'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
    ['plain ✔ → é 漢 😀', 'plain ✔ → é 漢 😀'],
  ])('%j becomes %j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('keeps line ends of patches and commands, and nothing else', () => {
    expect(visibleLines('a\nb\x1b\r')).toBe('a\nb\\x1b\\r');
  });

  it('leaves nothing invisible in any text, and is its own fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        expect(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(shown)).toBe(false);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });

  it('reaches every string of a report and keeps dates, numbers and shape', () => {
    const report = brokenIntoReport();
    expect(visibleReport(report)).toEqual(report);
    expect(visibleReport({ ...report, host: { ...report.host, name: 'a\x1b' } }).host.name).toBe('a\\x1b');
  });
});
