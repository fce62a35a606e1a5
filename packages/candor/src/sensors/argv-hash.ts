/** FNV-1a (32 bit, UTF-16 units, a NUL after each) over at most 64 arguments of 4096 units, as the sensor's `argvHash`. */
export function argvHash(argv: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const argument of argv.slice(0, 64)) {
    const end = Math.min(argument.length, 4096);
    for (let at = 0; at < end; at += 1) hash = Math.imul(hash ^ argument.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
