/** Marks of a value that the collector took out (evidence.md, Redaction). */
const marker = /(?:hmac-)?sha256:[0-9a-f]{12}:\d{1,9}(?::(?:weak|example|strong))?/;

/**
 * True when a file on the disk can be the one that was judged: line for line the same, but for the places where the
 * evidence has a fingerprint instead of a secret. Behind a fingerprint the evidence may have emptied further lines of
 * the same value. Redaction keeps the number of lines, so that lines answer each other.
 */
export function matchesJudged(real: string, judged: string): boolean {
  const now = real.split('\n');
  const then = judged.split('\n');
  if (now.length !== then.length) return false;
  let inSecret = false;
  return then.every((line, index) => {
    const own = now[index] ?? '';
    if (line === own) {
      inSecret = inSecret && line.trim() === '';
      return true;
    }
    if (!marker.test(line)) return inSecret && line.trim() === '';
    inSecret = true;
    return startsAlike(own, line);
  });
}

/** The part before the fingerprint stands in the file too; quotes may have been put around the value, or changed. */
function startsAlike(own: string, line: string): boolean {
  const head = line.slice(0, line.search(marker));
  const quote = /"(?=[\w.-]{0,200}=?$)/;
  return [head, head.replace(quote, ''), head.replace(quote, "'")].some((start) => own.startsWith(start));
}
