import type { Report } from '../../core/report.js';

/**
 * Characters that change how a line is shown instead of showing themselves: C0, DEL and C1 controls (ECMA-48),
 * zero-width and bidirectional formatting (UAX 9, CVE-2021-42574), line separators, tags and lone surrogates.
 */
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with every invisible character written out: ESC becomes `\x1b`, U+202E becomes `\u202e`. */
export function visible(text: string): string {
  return text.replace(invisible, (char) => short[char] ?? written(char));
}

/** As {@link visible}, but line ends stay: for patches and commands, which have lines of their own. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function written(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Fields of a report whose line ends mean something. */
const linedFields = new Set(['patch', 'diff', 'commands', 'undo', 'verifyByHand']);

/** The same report with every string visible: what the renderings for people start from. */
export function visibleReport(report: Report): Report {
  return mapStrings(report, '') as Report; // same shape: only strings are replaced by strings
}

function mapStrings(value: unknown, field: string): unknown {
  if (typeof value === 'string') return linedFields.has(field) ? visibleLines(value) : visible(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, field));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, key)]));
}
