/** Bits of a segment's filter: 32 KiB, about 14 % full at 20,000 tokens, so that 2 % of other words pass. */
const filterBits = 262_144;

/** Shortest word that the filter knows. */
export const shortestTokenChars = 3;

/** Letters and digits of ASCII, and every byte above it, are part of a word; case does not count. */
const wordByte = new Uint8Array(256).map((_, byte) => {
  if (byte >= 65 && byte <= 90) return byte + 32;
  return (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte >= 128 ? byte : 0;
});

/** A Bloom filter over the words of a segment: says "not in here" for certain, "perhaps" otherwise. */
export function tokenFilter(text: Uint8Array): Uint8Array {
  const filter = new Uint8Array(filterBits / 8);
  eachToken(text, (hash) => {
    for (const bit of bitsOf(hash)) filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
  });
  return filter;
}

/** The words of a text, as the filter knows them; shorter ones are left out. */
export function wordsOf(text: string): string[] {
  return text.split(/[^0-9A-Za-z\u0080-\uffff]+/).filter((word) => Buffer.byteLength(word) >= shortestTokenChars);
}

/** False when a word is certainly not in the segment. Words below {@link shortestTokenChars} are always perhaps there. */
export function mayHold(filter: Uint8Array, word: string): boolean {
  let all = true;
  eachToken(Buffer.from(word), (hash) => {
    for (const bit of bitsOf(hash)) if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) all = false;
  });
  return all;
}

/** FNV-1a over each word of at least {@link shortestTokenChars} bytes. */
function eachToken(text: Uint8Array, use: (hash: number) => void): void {
  let hash = 0x811c9dc5;
  let length = 0;
  for (let index = 0; index <= text.length; index++) {
    const byte = wordByte[text[index] ?? 0] ?? 0;
    if (byte !== 0) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      length += 1;
      continue;
    }
    if (length >= shortestTokenChars) use(hash >>> 0);
    hash = 0x811c9dc5;
    length = 0;
  }
}

function bitsOf(hash: number): [number, number] {
  return [hash % filterBits, (Math.imul(hash, 0x9e3779b1) >>> 0) % filterBits];
}
