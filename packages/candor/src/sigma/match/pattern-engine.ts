import { RE2JS } from 're2js';
import { lintPattern } from './lint-pattern.js';

/** Compiles a pattern once; flags are of `i`, `m`, `s`. */
export type PatternCompiler = (source: string, flags: string) => (text: string) => boolean;

/** How patterns of one origin are run. */
export interface PatternEngine {
  /** Null when the pattern can be run here, else why not. */
  readonly check: (source: string, flags: string) => string | null;
  readonly compile: PatternCompiler;
}

/** Longest pattern. */
const MAX_PATTERN = 4_096;
/**
 * Largest program of a user's pattern, in instructions of re2js: the bound on its time, as a step of the slowest engine
 * costs at most one visit of each (measured in bench/rules: 50 ms for 100 KB).
 */
const MOST_INSTRUCTIONS = 400;

function re2Flags(flags: string): number {
  return (
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0)
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'not a pattern';
}

/** Patterns of users and of rule collections: re2js, linear in the text whatever the pattern is. */
export const linearPatterns: PatternEngine = {
  check: (source, flags) => {
    if (source.length > MAX_PATTERN) return `longer than ${MAX_PATTERN} characters`;
    try {
      const size = RE2JS.compile(source, re2Flags(flags)).programSize();
      return size > MOST_INSTRUCTIONS ? `its program has ${size} instructions, more than ${MOST_INSTRUCTIONS}` : null;
    } catch (error) {
      return reasonOf(error); // what RE2 has not: look-around, back references
    }
  },
  compile: (source, flags) => {
    const pattern = RE2JS.compile(source, re2Flags(flags));
    return (text) => pattern.test(text);
  },
};

/** Our own patterns: V8, after a lint that no text can make them slow. */
export const lintedPatterns: PatternEngine = {
  check: (source, flags) => {
    try {
      new RegExp(source, flags);
    } catch (error) {
      return reasonOf(error);
    }
    return lintPattern(source, flags);
  },
  compile: (source, flags) => {
    const pattern = new RegExp(source, flags);
    return (text) => pattern.test(text);
  },
};
