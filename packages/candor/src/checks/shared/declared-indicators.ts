import type { CaseRecords, DeclaredIndicator } from '../../facts/case-records.js';
import { type CaseIndicator, hostOf } from './case-indicators.js';

/** Indicators that the operator listed or watches for at this moment, and those of the case's older reports. */
export function declaredIndicators(
  records: CaseRecords | null,
  known: readonly CaseIndicator[],
  { now, ownNames }: { readonly now: Date; readonly ownNames: readonly string[] },
): readonly CaseIndicator[] {
  const own = new Set(ownNames.map((name) => name.toLowerCase()));
  const taken = new Set(known.map(keyOf));
  const found = new Map<string, CaseIndicator>();
  for (const one of records?.indicators ?? []) {
    const watchEnded = one.watchUntil !== null && one.watchUntil < now;
    if (watchEnded || own.has(hostOf(one) ?? '') || taken.has(keyOf(one)) || found.has(keyOf(one))) continue;
    found.set(keyOf(one), {
      type: one.type,
      value: one.value,
      report: one.source,
      reportedAt: one.at,
      ref: { artifact: 'case.indicators', subject: 'host', excerpt: `${one.value} (${one.source})`.slice(0, 300) },
    });
  }
  return [...found.values()];
}

function keyOf(one: Pick<DeclaredIndicator, 'type' | 'value'>): string {
  return `${one.type} ${one.value.toLowerCase()}`;
}
