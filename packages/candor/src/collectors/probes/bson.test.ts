import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBson, encodeBson } from './bson.js';

const names = fc
  .string({ minLength: 1 })
  .filter((name) => !name.includes('\0') && name !== '__proto__' && !/^\d+$/.test(name));
const values = fc.oneof(fc.string(), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));

describe('BSON', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.dictionary(names, values), (document) => {
        expect({ ...decodeBson(encodeBson(document)) }).toEqual({ ...document });
      }),
    );
  });

  it('never throws on foreign bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof decodeBson(Buffer.from(bytes)) === 'object'));
  });

  it('keeps what came before an unknown type', () => {
    const bytes = Buffer.concat([encodeBson({ ok: 1 }).subarray(0, -1), Buffer.from([0x7e, 0x61, 0, 0])]);
    bytes.writeInt32LE(bytes.length);
    expect({ ...decodeBson(bytes) }).toEqual({ ok: 1 });
  });
});
