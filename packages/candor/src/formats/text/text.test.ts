import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonLines } from './json-lines.js';
import { MAX_WARNINGS } from './limits.js';
import { readLinedObjects } from './lined-objects.js';
import { readPositionedJson } from './positioned-json.js';
import { readEachLine, textLines } from './text-lines.js';
import { monthNumber, utcTime, zonedTime } from './zoned-time.js';

describe('readPositionedJson', () => {
  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const reading = readPositionedJson(JSON.stringify(value, null, indent));
        expect(reading.ok && reading.value.value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('accepts and refuses the same texts as JSON.parse', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      'true',
      'null',
      ' ',
      '\\',
      '"',
      '01',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        let accepted = true;
        try {
          JSON.parse(text);
        } catch {
          // The refusal is the answer that is compared.
          accepted = false;
        }
        expect(readPositionedJson(text).ok).toBe(accepted);
      }),
    );
  });

  it('knows the line of each container', () => {
    const reading = readPositionedJson('\uFEFF[\n {"a":\n  [1]}\n]');
    const [entry] = reading.ok ? (reading.value.value as [{ a: unknown }]) : [];
    expect(
      reading.ok && [reading.value.lineOf(entry), reading.value.lineOf(entry?.a), reading.value.lineOf(1)],
    ).toEqual([2, 3, null]);
  });

  it('keeps __proto__ as an own member', () => {
    const reading = readPositionedJson('{"__proto__":{"polluted":true}}');
    expect(reading.ok && Object.hasOwn(reading.value.value as object, '__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['[\n1,\n}', 3],
    ['{"a"\n:"b', 2],
    ['{"a":"\\x"}', 1],
    ['{"a":"\t"}', 1],
    ['', 1],
  ])('refuses %j with its line', (text, line) => {
    expect(readPositionedJson(text)).toMatchObject({ ok: false, line });
  });
});

describe('line readers', () => {
  it('splits at LF and CRLF', () => {
    expect(textLines('\uFEFFa\r\nb\n\nc')).toEqual([
      { line: 1, text: 'a' },
      { line: 2, text: 'b' },
      { line: 3, text: '' },
      { line: 4, text: 'c' },
    ]);
  });

  it('counts the warnings that it does not keep', () => {
    const reading = readEachLine(`good\n${'bad\n'.repeat(MAX_WARNINGS + 5)}`, ({ text }) =>
      text === 'good' ? { item: text } : { problem: 'bad' },
    );
    expect(reading.ok && reading.warnings.at(-1)).toEqual({ line: null, message: '5 more warnings' });
  });

  it('reads NDJSON, arrays and single objects alike', () => {
    const read = (text: string) => readLinedObjects(text, ({ object, line }) => ({ a: object.a, line }), 'x');
    expect(read('{"a":1}\n{"a":2}\n')).toMatchObject({
      value: [
        { a: 1, line: 1 },
        { a: 2, line: 2 },
      ],
    });
    expect(read('[{"a":1},\n{"a":2},3]')).toMatchObject({
      value: [{ line: 1 }, { line: 2 }],
      warnings: [{ message: 'not a JSON object' }],
    });
    expect(read('{\n"a":1}')).toMatchObject({ value: [{ a: 1 }] });
    expect(read('nothing')).toMatchObject({ ok: false, line: 1 });
    expect(readJsonLines('[1]', () => 1, 'x').ok).toBe(false);
  });
});

describe('times', () => {
  it.each([
    ['UTC', '2025-07-01T12:00:00.000Z'],
    ['Europe/Berlin', '2025-07-01T10:00:00.000Z'],
    ['America/New_York', '2025-07-01T16:00:00.000Z'],
    ['No/Such', '2025-07-01T12:00:00.000Z'],
  ])('reads noon in %s', (zone, iso) => {
    const noon = { year: 2025, month: 7, day: 1, hour: 12, minute: 0, second: 0 };
    expect(zonedTime(noon, zone)?.toISOString()).toBe(iso);
  });

  it.each([
    { year: 2025, month: 2, day: 30, hour: 0, minute: 0, second: 0 },
    { year: 2025, month: 1, day: 1, hour: 25, minute: 0, second: 0 },
    { year: 2025, month: 1, day: 1, hour: 0, minute: 0, second: 99 },
    { year: Number.NaN, month: 1, day: 1, hour: 0, minute: 0, second: 0 },
  ])('knows no such time: %j', (clock) => {
    expect(utcTime(clock)).toBeNull();
  });

  it('knows months by name', () => {
    expect([monthNumber('Dec'), monthNumber('december'), monthNumber('Dez'), monthNumber('')]).toEqual([
      12,
      12,
      null,
      null,
    ]);
  });
});
