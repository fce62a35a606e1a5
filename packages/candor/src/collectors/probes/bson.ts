/** Values of the few commands that the MongoDB probe sends. */
export type BsonInput = Readonly<Record<string, string | number>>;

const MAX_DEPTH = 20;

/** Encodes a flat document of strings and 32-bit integers (bsonspec.org 1.1). */
export function encodeBson(document: BsonInput): Buffer {
  const elements = Object.entries(document).map(([name, value]) => {
    const key = Buffer.from(`${name}\0`);
    if (typeof value === 'number') {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(value);
      return Buffer.concat([Buffer.from([0x10]), key, bytes]);
    }
    const text = Buffer.from(`${value}\0`);
    const length = Buffer.alloc(4);
    length.writeInt32LE(text.length);
    return Buffer.concat([Buffer.from([0x02]), key, length, text]);
  });
  const body = Buffer.concat(elements);
  const size = Buffer.alloc(4);
  size.writeInt32LE(body.length + 5);
  return Buffer.concat([size, body, Buffer.from([0])]);
}

/** Decodes a document; unknown types end the reading, what came before is kept. Never throws. */
export function decodeBson(bytes: Buffer, depth = 0): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  if (bytes.length < 5 || depth > MAX_DEPTH) return result;
  const end = Math.min(bytes.readInt32LE(0), bytes.length);
  for (let position = 4; position < end - 1; ) {
    const type = bytes[position] ?? 0;
    const nameEnd = bytes.indexOf(0, position + 1);
    if (nameEnd < 0 || nameEnd >= end) return result;
    const name = bytes.toString('utf8', position + 1, nameEnd);
    const element = readElement(type, bytes.subarray(nameEnd + 1, end), depth);
    if (element === null) return result;
    result[name] = element.value;
    position = nameEnd + 1 + element.size;
  }
  return result;
}

interface Element {
  readonly value: unknown;
  readonly size: number;
}

function readElement(type: number, bytes: Buffer, depth: number): Element | null {
  const fixed = FIXED[type];
  if (fixed !== undefined) return bytes.length < fixed.size ? null : { value: fixed.read(bytes), size: fixed.size };
  if (bytes.length < 4) return null;
  const length = bytes.readInt32LE(0);
  if (length < 0 || length > bytes.length) return null;
  if (type === 0x02) return { value: bytes.toString('utf8', 4, 3 + length), size: 4 + length };
  if (type === 0x03) return { value: decodeBson(bytes.subarray(0, length), depth + 1), size: Math.max(length, 5) };
  if (type === 0x04)
    return { value: Object.values(decodeBson(bytes.subarray(0, length), depth + 1)), size: Math.max(length, 5) };
  return type === 0x05 ? { value: null, size: 5 + length } : null;
}

const FIXED: Readonly<Record<number, { size: number; read: (bytes: Buffer) => unknown }>> = {
  1: { size: 8, read: (bytes) => bytes.readDoubleLE(0) },
  7: { size: 12, read: () => null },
  8: { size: 1, read: (bytes) => bytes[0] === 1 },
  9: { size: 8, read: () => null },
  10: { size: 0, read: () => null },
  16: { size: 4, read: (bytes) => bytes.readInt32LE(0) },
  17: { size: 8, read: () => null },
  18: { size: 8, read: (bytes) => Number(bytes.readBigInt64LE(0)) },
};
