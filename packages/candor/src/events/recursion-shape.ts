/**
 * Whether an overflow's stack shows a wrapper calling itself: a launch function (`execSync`, `spawn`, …) that stands in
 * it twice at the same or neighbouring places.
 */
export function isInstrumentStack(stack: string | null): boolean {
  if (stack === null) return false;
  const seen = new Map<string, number>();
  for (const line of stack.slice(0, 16_384).split(/\n|\s\|\s/)) {
    const match =
      /\b(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork)\b \(?([^()]{1,500}?):\d+(?::\d+)?\)?/.exec(line);
    if (match?.[1] === undefined || match[1].startsWith('node:')) continue;
    const count = (seen.get(match[1]) ?? 0) + 1;
    if (count >= 2) return true;
    seen.set(match[1], count);
  }
  return false;
}
