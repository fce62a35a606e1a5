/** What a word says about the host: it is well, it is not, or an alarm was explained away. */
export type StatusTone = 'good' | 'bad' | 'dismissal';

/** A word of judgement and where it stands. */
export interface StatusWord {
  readonly word: string;
  readonly tone: StatusTone;
  readonly line: number;
}

const VOCABULARY: readonly { readonly tone: StatusTone; readonly pattern: RegExp }[] = [
  {
    tone: 'dismissal',
    pattern: /\b(?:false (?:positives?|alarms?)|benign|harmless|not malicious|not (?:a )?real attacks?)\b/gi,
  },
  {
    tone: 'bad',
    pattern:
      /\b(?:unsafe|insecure|not (?:safe|secure|clean)|compromised|infected|re-?infect\w{0,6}|vulnerable|malicious|critical|under attack|active attacks?|attacks? detected|breached|miner)\b/gi,
  },
  {
    tone: 'good',
    pattern:
      /\b(?:safe|clean|secured?|approved|resolved|mitigated|cleared|healthy|not (?:compromised|infected|vulnerable)|no (?:evidence|signs?|traces?|threats?|attacks?|malware|compromise))\b/gi,
  },
];

/** Words of judgement in a line, in order. A negated word (`not safe`) counts once, with the tone it then has. */
export function findStatusWords(text: string, line: number): StatusWord[] {
  const found = VOCABULARY.flatMap(({ tone, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({ tone, from: match.index, word: match[0].toLowerCase() })),
  );
  const whole = found.filter(
    (one) =>
      !found.some(
        (other) =>
          other !== one && other.from <= one.from && other.from + other.word.length >= one.from + one.word.length,
      ),
  );
  return whole.sort((a, b) => a.from - b.from).map(({ word, tone }) => ({ word, tone, line }));
}
