// The miner's stand-in: a static x86-64 program that asks the kernel for memory, keeps it resident and spins. It reads
// nothing, writes nothing and talks to nobody.

/** Little-endian bytes of a number. @param {number} value @param {number} size */
function bytes(value, size) {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value), 0);
  return buffer.subarray(0, size);
}

const BASE = 0x400000;
const HEADERS = 64 + 56;

/** mmap(NULL, size, READ|WRITE, PRIVATE|ANONYMOUS|POPULATE, -1, 0), then jump to itself. @param {number} residentBytes */
function code(residentBytes) {
  return Buffer.concat([
    Buffer.from([0xb8, 9, 0, 0, 0, 0x31, 0xff, 0x48, 0xbe]),
    bytes(residentBytes, 8),
    Buffer.from([0xba, 3, 0, 0, 0, 0x41, 0xba, 0x22, 0x80, 0, 0]),
    Buffer.from([0x49, 0xc7, 0xc0, 0xff, 0xff, 0xff, 0xff, 0x45, 0x31, 0xc9, 0x0f, 0x05]),
    Buffer.from([0xeb, 0xfe]),
  ]);
}

/**
 * The program's file (elf(5)). @param {{ residentBytes: number, fileBytes?: number }} size `fileBytes` pads the file to
 *   what a real one weighs (3.3 MB)
 */
export function minerProgram({ residentBytes, fileBytes = 3_300_000 }) {
  const text = code(residentBytes);
  const length = HEADERS + text.length;
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...[bytes(2, 2), bytes(0x3e, 2), bytes(1, 4), bytes(BASE + HEADERS, 8), bytes(64, 8), bytes(0, 8)],
    ...[bytes(0, 4), bytes(64, 2), bytes(56, 2), bytes(1, 2), bytes(64, 2), bytes(0, 2), bytes(0, 2)],
  ]);
  const segment = Buffer.concat([
    ...[bytes(1, 4), bytes(5, 4), bytes(0, 8), bytes(BASE, 8), bytes(BASE, 8)],
    ...[bytes(length, 8), bytes(length, 8), bytes(0x1000, 8)],
  ]);
  return Buffer.concat([header, segment, text, Buffer.alloc(Math.max(0, fileBytes - length), 0x5a)]);
}
