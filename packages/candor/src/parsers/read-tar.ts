/** One ordinary file of a tar archive. */
export interface TarEntry {
  readonly path: string;
  text(): string;
}

const blockBytes = 512;
/** Most entries that are read of one archive. */
const entryLimit = 20_000;

/** Ordinary files of an uncompressed ustar archive (POSIX.1-2017, pax); stops at the first block that is not one. */
export function readTar(bytes: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | null = null;
  for (let at = 0; at + blockBytes <= bytes.length && entries.length < entryLimit; ) {
    const header = bytes.subarray(at, at + blockBytes);
    const sizeBytes = Number.parseInt(field(header, 124, 12).trim() || '0', 8);
    if (header[0] === 0 || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) break;
    const content = bytes.subarray(at + blockBytes, at + blockBytes + sizeBytes);
    const type = field(header, 156, 1);
    if (type === 'L') longName = content.toString('utf8').replace(/\0+$/, '');
    else if (type === 'x') longName = /\d+ path=([^\n]{1,4096})\n/.exec(content.toString('utf8'))?.[1] ?? null;
    else {
      const prefix = field(header, 345, 155);
      const name = longName ?? (prefix === '' ? field(header, 0, 100) : `${prefix}/${field(header, 0, 100)}`);
      if (type === '0' || type === '') entries.push({ path: name, text: () => content.toString('utf8') });
      longName = null;
    }
    at += blockBytes + Math.ceil(sizeBytes / blockBytes) * blockBytes;
  }
  return entries;
}

function field(header: Buffer, start: number, length: number): string {
  const text = header.subarray(start, start + length).toString('utf8');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
