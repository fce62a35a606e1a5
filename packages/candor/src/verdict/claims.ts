import type { EvidenceRef } from '../core/evidence.js';
import { valueIfKnown } from '../core/fact.js';
import type { FactSource } from '../core/run-checks.js';
import { type History, history } from '../facts/history.js';

/** A sentence that somebody wrote: in a report, a note added later, or the ledger. */
export interface Claim {
  readonly where: string;
  readonly text: string;
  readonly at: Date | null;
  readonly ref: EvidenceRef;
}

/** Everything that was said before, in order of reports, then the ledger. */
export function claimsOf(facts: FactSource): Claim[] {
  const past = valueIfKnown(facts(history));
  return past
    ? [
        ...fromReports(past),
        ...past.changes.map((change) => ({ where: 'the ledger', text: change.what, at: change.at, ref: change.ref })),
      ]
    : [];
}

function fromReports(past: History): Claim[] {
  return past.reports.flatMap((report) =>
    [...(report.status ? [{ text: report.status, ref: report.ref }] : []), ...report.claims, ...report.amendments].map(
      (line) => ({ where: report.name, text: line.text, at: report.at, ref: line.ref }),
    ),
  );
}
