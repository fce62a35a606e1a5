import type { Span } from './command-analysis.js';

/** Turns positions of a text being read into positions of the text that was handed in. */
export interface SourceMap {
  locate(start: number, end: number): Span;
  /** Map for `value`, which is written inside `[start, end)`; `raw` is the source there. */
  nested(value: string, raw: string, start: number, end: number): SourceMap;
}

function fixedMap(span: Span): SourceMap {
  return { locate: () => span, nested: () => fixedMap(span) };
}

/** Positions shifted by a constant: exact for texts that stand verbatim in the source. */
export function offsetMap(offset: number): SourceMap {
  return {
    locate: (start, end) => ({ start: start + offset, end: end + offset }),
    nested(value, raw, start, end) {
      const at = raw.indexOf(value);
      return at < 0 ? fixedMap({ start: start + offset, end: end + offset }) : offsetMap(offset + start + at);
    },
  };
}

/** Positions through a table: unit `i` of the text read came from unit `positions[i]`. */
export function tableMap(positions: Int32Array): SourceMap {
  const locate = (start: number, end: number): Span => ({
    start: positions[start] ?? 0,
    end: (positions[Math.max(end - 1, 0)] ?? 0) + 1,
  });
  return {
    locate,
    nested(value, raw, start, end) {
      const at = raw.indexOf(value);
      return at < 0 ? fixedMap(locate(start, end)) : tableMap(positions.subarray(start + at));
    },
  };
}
