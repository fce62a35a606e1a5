import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBaseline, writeBaseline } from './read-baseline.js';

const text = `{
  "version": 1,
  "keys": [
    "app src/a.ts:1:2 spawn ffprobe",
    { "key": "dep:sharp lib/x.js:1:1 dlopen x.node", "seen": 3, "example": "x", "note": "images" },
    { "key": "eval x:1:1 spawn sh" },
    5
  ],
  "migrations": { "allow": ["src/migrations"] }
}`;

describe('a baseline', () => {
  it('is read as the sensor reads it; what it leaves out is named with its line', () => {
    const reading = readBaseline(text);
    expect(reading).toMatchObject({
      ok: true,
      value: {
        entries: [
          { key: 'app src/a.ts:1:2 spawn ffprobe', seen: null },
          { key: 'dep:sharp lib/x.js:1:1 dlopen x.node', seen: 3, example: 'x', note: 'images' },
        ],
        migrations: ['src/migrations'],
      },
      warnings: [
        { line: 6, message: 'keys[2] is not of app or dep: nothing else can be known' },
        { line: null, message: 'keys[3] is no key' },
      ],
    });
  });

  it.each([
    ['nothing', ''],
    ['cut JSON', '{"version":1,"ke'],
    ['a list', '[]'],
    ['another version', '{"version":2,"keys":[]}'],
    ['no list of keys', '{"version":1,"keys":{}}'],
    ['an inherited member', '{"__proto__":{"version":1,"keys":[]}}'],
  ])('refuses %s', (_, broken) => {
    expect(readBaseline(broken).ok).toBe(false);
  });

  it('is what was written, whatever the keys', () => {
    const entry = fc.record({
      key: fc.string({ unit: 'binary' }).map((word) => `app ${word}`),
      seen: fc.option(fc.integer({ min: 1, max: 1e9 })),
      example: fc.option(fc.string({ minLength: 1 })),
      note: fc.option(fc.string({ minLength: 1 })),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ key }) => key }),
        fc.option(fc.array(fc.string())),
        (entries, migrations) => {
          const reading = readBaseline(writeBaseline({ entries, migrations }));
          expect(reading).toMatchObject({ ok: true, warnings: [], value: { migrations } });
          const keys = reading.ok ? reading.value.entries.map(({ key }) => key) : [];
          expect(new Set(keys)).toEqual(new Set(entries.map(({ key }) => key)));
        },
      ),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (any) => typeof readBaseline(any).ok === 'boolean'));
    fc.assert(fc.property(fc.json(), (any) => typeof readBaseline(any).ok === 'boolean'));
  });
});
