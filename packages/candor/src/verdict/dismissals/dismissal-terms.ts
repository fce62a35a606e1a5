/** One reason against a dismissal: the rule, why, and what evidence would change it. */
export interface Objection {
  readonly rule: string;
  readonly because: string;
  readonly wouldAccept: string;
}

/** One day, in milliseconds. */
export const dayMs = 86_400_000;

/** Longest life of a dismissal, in days: RTC and PER findings, and all others; and of an acceptance (verdict.md, section 6). */
export const termDays = { compromise: 7, other: 90, acceptance: 180 } as const;

/** How far a date may lie in the future of the capture: clocks differ. */
const clockSkewMs = 300_000;

/** True for findings of running code and of ways back: the short term holds for them. */
export function isCompromiseCheck(check: string): boolean {
  return /^(?:RTC|PER|INC)-/.test(check);
}

/** An RFC 3339 date with a time zone, or a plain day (its end, UTC); null when it is neither. */
export function readDate(text: string): Date | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!day && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const at = new Date(day ? `${text}T23:59:59Z` : text);
  const valid = !Number.isNaN(at.getTime()) && (!day || at.toISOString().startsWith(text));
  return valid ? at : null;
}

/** Objections to author and dates. Unreadable dates are left to {@link unreadableDate}: they lapse. */
export function termObjections(
  record: {
    readonly author: string;
    readonly at: string;
    readonly expires: string;
    readonly recordedAt: Date | null;
  },
  maxDays: number,
  now: Date,
): Objection[] {
  const found: Objection[] = [];
  if (record.author.trim() === '')
    found.push({ rule: 'AUTHOR', because: 'nobody signs it', wouldAccept: 'a name (--author)' });
  const at = readDate(record.at);
  const expires = readDate(record.expires);
  if (at === null || expires === null) return found;
  if (at.getTime() > Math.max(now.getTime(), record.recordedAt?.getTime() ?? 0) + clockSkewMs)
    found.push({
      rule: 'DATES',
      because: `it is dated ${record.at}, after it was recorded`,
      wouldAccept: 'its real date',
    });
  if (expires.getTime() - at.getTime() > (maxDays + 1) * dayMs - 1)
    found.push({
      rule: 'DATES',
      because: `it would last until ${record.expires}, more than ${maxDays} days`,
      wouldAccept: `an end within ${maxDays} days (--expires)`,
    });
  if (expires <= at)
    found.push({ rule: 'DATES', because: 'it ends before it begins', wouldAccept: 'an end after its date' });
  return found;
}

/** The date that cannot be read, in words; null when both can. */
export function unreadableDate(record: { readonly at: string; readonly expires: string }): string | null {
  if (readDate(record.at) === null) return `its date "${record.at.slice(0, 60)}" cannot be read`;
  return readDate(record.expires) === null ? `its end "${record.expires.slice(0, 60)}" cannot be read` : null;
}
