// BSON (bsonspec.org 1.1) as far as handshakes and admin commands need it.
const MAX_DEPTH = 16;

/** @param {unknown} value @returns {[number, Buffer]} type and bytes of one value */
function encodeValue(value) {
  if (typeof value === 'string') {
    const text = Buffer.from(`${value}\0`);
    const size = Buffer.alloc(4);
    size.writeInt32LE(text.length, 0);
    return [0x02, Buffer.concat([size, text])];
  }
  if (typeof value === 'boolean') return [0x08, Buffer.from([value ? 1 : 0])];
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
    if (bytes.length === 4) bytes.writeInt32LE(value, 0);
    else bytes.writeDoubleLE(value, 0);
    return [bytes.length === 4 ? 0x10 : 0x01, bytes];
  }
  if (value instanceof Date) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value.getTime()), 0);
    return [0x09, bytes];
  }
  if (Buffer.isBuffer(value)) {
    const head = Buffer.alloc(5);
    head.writeInt32LE(value.length, 0);
    return [0x05, Buffer.concat([head, value])];
  }
  if (value === null || value === undefined) return [0x0a, Buffer.alloc(0)];
  return [Array.isArray(value) ? 0x04 : 0x03, encode(value)];
}

/** @param {object} document */
function encode(document) {
  const parts = [Buffer.alloc(4)];
  for (const [key, value] of Object.entries(document)) {
    const [type, bytes] = encodeValue(value);
    parts.push(Buffer.from([type]), Buffer.from(`${key}\0`), bytes);
  }
  parts.push(Buffer.from([0]));
  const whole = Buffer.concat(parts);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}

/** Size in bytes of the value of one type at `at`. @param {Buffer} bytes @param {number} type @param {number} at */
function sizeOf(bytes, type, at) {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8;
    case 0x02:
      return 4 + bytes.readInt32LE(at);
    case 0x03:
    case 0x04:
      return bytes.readInt32LE(at);
    case 0x05:
      return 5 + bytes.readInt32LE(at);
    case 0x07:
      return 12;
    case 0x08:
      return 1;
    case 0x0a:
      return 0;
    case 0x10:
      return 4;
    default:
      throw new Error(`BSON type ${type} is not known here`);
  }
}

/** @param {Buffer} bytes @param {number} type @param {number} at @param {number} size @param {number} depth */
function decodeValue(bytes, type, at, size, depth) {
  switch (type) {
    case 0x01:
      return bytes.readDoubleLE(at);
    case 0x02:
      return bytes.toString('utf8', at + 4, at + size - 1);
    case 0x03:
      return decode(bytes.subarray(at, at + size), depth + 1);
    case 0x04:
      return Object.values(decode(bytes.subarray(at, at + size), depth + 1));
    case 0x05:
      return bytes.subarray(at + 5, at + size);
    case 0x08:
      return bytes[at] === 1;
    case 0x09:
    case 0x11:
    case 0x12:
      return Number(bytes.readBigInt64LE(at));
    case 0x10:
      return bytes.readInt32LE(at);
    default:
      return null;
  }
}

/** @param {Buffer} bytes @param {number} [depth] @returns {Record<string, any>} */
function decode(bytes, depth = 0) {
  if (depth > MAX_DEPTH) throw new Error('BSON is nested too deeply');
  /** @type {Record<string, any>} */ const document = Object.create(null);
  let at = 4;
  while (at < bytes.length && bytes[at] !== 0) {
    const end = bytes.indexOf(0, at + 1);
    if (end < 0) throw new Error('BSON key without an end');
    const size = sizeOf(bytes, bytes[at], end + 1);
    if (size < 0 || end + 1 + size > bytes.length) throw new Error('BSON value outside its document');
    document[bytes.toString('utf8', at + 1, end)] = decodeValue(bytes, bytes[at], end + 1, size, depth);
    at = end + 1 + size;
  }
  return document;
}

module.exports = { encode, decode };
