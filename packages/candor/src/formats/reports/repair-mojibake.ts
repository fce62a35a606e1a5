const NARROW_LEADS = new Set(['Ã', 'Â']);

/** A text and whether anything in it was repaired. */
export interface RepairedText {
  readonly text: string;
  readonly repaired: boolean;
}

/**
 * Undoes UTF-8 that was read as Mac Roman, cp1252 or Latin-1 (`‚ö†Ô∏è` is `⚠️`, `â†’` is `→`). Only exact UTF-8 sequences
 * are turned back. A sequence of two bytes alone (`√©`) is mathematics as often as an accent, so those of Mac Roman
 * are turned back only in a text that has longer ones too. Line breaks never move.
 */
export function repairMojibake(text: string): RepairedText {
  if (!/[^\x00-\x7f]{2}/.test(text)) return { text, repaired: false };
  const tables = [macRomanTable(), westernTable()];
  const narrowMac = hasWideSequence(text, tables);
  const parts: string[] = [];
  let repaired = false;
  for (let at = 0; at < text.length; ) {
    const found = text.charCodeAt(at) < 0x80 ? null : sequenceAt(text, at, tables, narrowMac);
    parts.push(found?.text ?? text.charAt(at));
    repaired ||= found !== null;
    at += found?.length ?? 1;
  }
  return { text: parts.join(''), repaired };
}

interface Sequence {
  readonly text: string;
  readonly length: number;
}

function hasWideSequence(text: string, tables: readonly ReadonlyMap<string, number>[]): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) >= 0x80 && (sequenceAt(text, at, tables, true)?.length ?? 0) > 2) return true;
  }
  return false;
}

function sequenceAt(
  text: string,
  at: number,
  tables: readonly ReadonlyMap<string, number>[],
  narrowMac: boolean,
): Sequence | null {
  for (const table of tables) {
    const lead = table.get(text.charAt(at)) ?? 0;
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (length === 0 || (length === 2 && !narrowMac && !NARROW_LEADS.has(text.charAt(at)))) continue;
    const bytes = [...text.slice(at, at + length)].map((char) => table.get(char) ?? 0);
    const decoded = bytes.length === length ? decodeStrictly(bytes) : null;
    if (decoded !== null) return { text: decoded, length };
  }
  return null;
}

function decodeStrictly(bytes: readonly number[]): string | null {
  if (bytes.slice(1).some((byte) => byte < 0x80 || byte > 0xbf)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    // `fatal` throws for what is not UTF-8: then the characters are meant as they stand.
    return null;
  }
}

/** 0x80 to 0x9F of cp1252; Node 20 decodes `windows-1252` as Latin-1, so the row is written out. */
const CP1252_ROW = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function macRomanTable(): ReadonlyMap<string, number> {
  const bytes = Uint8Array.from({ length: 128 }, (_, index) => index + 0x80);
  const chars = [...new TextDecoder('macintosh').decode(bytes)];
  return new Map(chars.map((char, index) => [char, index + 0x80]));
}

/** cp1252, and Latin-1 where the two differ: a byte may have been kept as a control character. */
function westernTable(): ReadonlyMap<string, number> {
  const latin = Array.from({ length: 128 }, (_, index): [string, number] => [
    String.fromCharCode(index + 0x80),
    index + 0x80,
  ]);
  return new Map([...latin, ...[...CP1252_ROW].map((char, index): [string, number] => [char, index + 0x80])]);
}
