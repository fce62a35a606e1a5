import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { Severity } from '../core/severity.js';

/** An indicator that an earlier report names. */
export interface EarlierIndicator {
  readonly type: 'ipv4' | 'ipv6' | 'domain' | 'url' | 'path' | 'sha256' | 'md5' | 'size' | 'wallet';
  readonly value: string;
  readonly ref: EvidenceRef;
}

/** A sentence of an earlier report with its place. */
export interface EarlierLine {
  readonly text: string;
  readonly at: Date | null;
  readonly ref: EvidenceRef;
}

/** A finding that was open in an earlier report of Candor's own. */
export interface EarlierFinding {
  readonly check: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly firstSeen: Date | null;
}

/** An earlier report: Candor's own, or one written by people (testimony, always). */
export interface EarlierReport {
  readonly kind: 'candor' | 'human';
  readonly name: string;
  /** The host that it is about; null where it does not say (people's reports). */
  readonly host: string | null;
  readonly at: Date | null;
  readonly status: string | null;
  /** What its words of judgement say in sum. */
  readonly tone: 'good' | 'bad' | 'dismissal' | 'unclear';
  readonly claims: readonly EarlierLine[];
  readonly indicators: readonly EarlierIndicator[];
  readonly openQuestions: readonly (EarlierLine & { readonly topic: 'attack-vector' | 'cause' | 'other' })[];
  readonly amendments: readonly EarlierLine[];
  readonly watchNotes: readonly EarlierLine[];
  /** Fingerprints of results that were open in it (Candor's own reports). */
  readonly openFindings: readonly EarlierFinding[];
  /** Checks without an answer in it, and `CHECK@subject` of those with one: what closes a finding and what does not. */
  readonly unanswered: readonly { readonly check: string; readonly subject: string }[];
  readonly answered: readonly string[];
  readonly persistenceUnknown: boolean;
  /** Id that other records point at, and its hash (Candor's own reports). */
  readonly id: string | null;
  /** SHA-256 of the report's bytes, and the hash that it says its predecessor has. */
  readonly sha256: string | null;
  readonly previous: string | null;
  readonly ref: EvidenceRef;
}

/** A change that somebody made, from the ledger. */
export interface LedgerEntry {
  readonly at: Date;
  readonly what: string;
  readonly by: string;
  readonly ref: EvidenceRef;
}

/** Everything that is known of before: reports oldest first, and the ledger. */
export interface History {
  readonly reports: readonly EarlierReport[];
  readonly changes: readonly LedgerEntry[];
  /** True when reports were looked for and there were none, or none were handed over: a first report. */
  readonly firstReport: boolean;
}

/** The case history; an artefact that is `absent` was looked for and is an empty history. */
export const history = defineFact<History>({
  id: 'history',
  title: 'Earlier reports and the ledger of changes',
  sources: ['case.reports', 'case.changes'],
});
