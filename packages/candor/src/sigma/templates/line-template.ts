import { HOLE } from './mask-line.js';

/** A form that lines of a source have: words, and holes where they differ. */
export interface LineTemplate {
  readonly id: number;
  readonly words: string[];
  count: number;
  readonly firstMs: number;
  lastMs: number;
}

/** Whether the template fits as it is: every word of it that is no hole stands in the line. */
export function covers(template: LineTemplate, words: readonly string[]): boolean {
  const own = template.words;
  for (let at = 0; at < own.length; at += 1) if (own[at] !== HOLE && own[at] !== words[at]) return false;
  return true;
}

/** Share of words that are the same, a hole of the template counting half. */
export function likeness(template: LineTemplate, words: readonly string[]): number {
  const own = template.words;
  let same = 0;
  for (let at = 0; at < own.length; at += 1) {
    if (own[at] === words[at]) same += own[at] === HOLE ? 0.5 : 1;
    else if (own[at] === HOLE) same += 0.5;
  }
  return own.length === 0 ? 1 : same / own.length;
}

/** Makes holes where the line differs: what fitted before fits after. */
export function widen(template: LineTemplate, words: readonly string[]): void {
  for (let at = 0; at < template.words.length; at += 1) if (template.words[at] !== words[at]) template.words[at] = HOLE;
}
