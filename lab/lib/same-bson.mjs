// Candor's own reader of BSON beside the official one, over thousands of made-up documents.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { installMongoDriver } from './mongo-driver.mjs';

const reader = fileURLToPath(new URL('../../packages/candor/dist/collectors/probes/bson.js', import.meta.url));

/** Names that mean something to the official library itself (DBRef, its own type marks) are not in replies. */
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/^\$|\0|^__proto__$|^_bsontype$/.test(text));

/** Documents as they come in replies; what the probe has no use for reads as null. @param {any} bson */
function documents(bson) {
  const opaque = fc.constantFrom(
    new bson.ObjectId('65f0c0ffee65f0c0ffee0001'),
    new bson.Timestamp({ t: 1_795_000_000, i: 1 }),
    new bson.Binary(Buffer.from('signature')),
    new Date('2026-11-22T12:00:00Z'),
  );
  const plain = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
  const long = fc.maxSafeInteger().map((value) => bson.Long.fromNumber(value));
  /** @type {{ document: fc.Arbitrary<any> }} */
  const { document } = fc.letrec((/** @type {(key: string) => fc.Arbitrary<any>} */ tie) => ({
    document: fc.dictionary(name, tie('value'), { maxKeys: 8 }),
    value: fc.oneof(
      { depthSize: 'small' },
      plain,
      opaque,
      long,
      fc.array(tie('value'), { maxLength: 4 }),
      tie('document'),
    ),
  }));
  return document;
}

/** The official reading, with null for what the probe leaves out. @param {any} value @returns {any} */
function reduced(value) {
  if (Array.isArray(value)) return value.map(reduced);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date || '_bsontype' in value) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reduced(item)]));
}

/** Both readers say the same of every document. @param {number} runs */
export async function sameBson(runs = 3000) {
  const folder = await installMongoDriver();
  const bson = createRequire(`${folder}/package.json`)('bson');
  const { decodeBson } = await import(reader);
  fc.assert(
    fc.property(documents(bson), (document) => {
      const bytes = Buffer.from(bson.serialize(document));
      assert.deepEqual(
        JSON.parse(JSON.stringify(decodeBson(bytes))),
        JSON.parse(JSON.stringify(reduced(bson.deserialize(bytes)))),
      );
    }),
    { numRuns: runs },
  );
  return `${runs} documents`;
}
