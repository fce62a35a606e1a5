/** A text without quoting and grouping; `positions[i]` is where unit `i` stood. */
export interface LooseText {
  readonly text: string;
  readonly positions: Int32Array;
}

const DROPPED = new Set(['"', "'", '\\']);
const SEPARATORS = new Set(['(', ')', '{', '}', '`', '[', ']', '<']);

/**
 * What is left to read when the syntax is broken: quotes and escapes go, `$IFS` is a blank, and every bracket separates
 * commands.
 */
export function looseText(source: string): LooseText {
  const chars: string[] = [];
  const positions: number[] = [];
  let index = 0;
  let begins = true;
  while (index < source.length) {
    const ifs = source.startsWith('$IFS', index) ? 4 : source.startsWith('${IFS}', index) ? 6 : 0;
    const char = source[index] ?? '';
    if (ifs > 0) {
      chars.push(' ');
      positions.push(index);
    } else if (!DROPPED.has(char)) {
      const separates = SEPARATORS.has(char) || (char === '$' && source[index + 1] === '(');
      begins = separates || char === '\n' || (begins && (char === ' ' || char === ';'));
      chars.push(separates ? '\n' : begins && char === ';' ? ' ' : char);
      positions.push(index);
    }
    index += Math.max(ifs, 1);
  }
  return { text: chars.join(''), positions: Int32Array.from(positions) };
}
