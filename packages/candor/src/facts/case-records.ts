import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { EarlierIndicator } from './history.js';

/** Reasons that a dismissal may give: those of VEX (OpenVEX 0.2.0), and a benign producer that was reproduced. */
export const justifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
  'benign_producer_reproduced',
] as const;

/** What a machine asks the next capture; never a command. */
export type Retest =
  | {
      readonly kind: 'check';
      readonly check: string;
      /** Null = every subject of the check. */
      readonly subject: string | null;
      readonly expect: 'not-fail' | 'pass';
    }
  | { readonly kind: 'indicator-absent'; readonly value: string }
  | { readonly kind: 'file-hash'; readonly container: string; readonly path: string; readonly sha256: string }
  | { readonly kind: 'package-at-least'; readonly package: string; readonly version: string };

/** One item of a dismissal's evidence: a line of a report of this case, or a person's word. */
export type DismissalEvidence =
  | {
      readonly kind: 'observed';
      readonly artifact: string;
      readonly subject: string;
      readonly excerpt: string;
      /** The report of this case in which it stands; null = in none. */
      readonly foundIn: string | null;
      /** Why the rival hypothesis cannot explain it; null = it could. */
      readonly rivalCannotExplain: string | null;
    }
  | { readonly kind: 'testimony'; readonly text: string };

/** What would have produced the text harmlessly: its name, its code (`file:line`), and a run of it with its output. */
export interface BenignProducer {
  readonly name: string;
  readonly codePath: string;
  readonly command: string;
  readonly output: string;
}

/** A dismissal as recorded; dates stay text, so that an unreadable one lapses instead of being repaired. */
export interface Dismissal {
  readonly fingerprint: string;
  readonly check: string;
  readonly subject: string;
  readonly justification: string;
  readonly hypothesis: { readonly id: string; readonly text: string; readonly rival: string };
  readonly producer: BenignProducer | null;
  readonly evidence: readonly DismissalEvidence[];
  readonly retest: Retest | null;
  readonly author: string;
  readonly at: string;
  readonly expires: string;
  /** When the chain took it in; null where it is not recorded yet. A replayed capture may be older. */
  readonly recordedAt: Date | null;
  /** Indicators of the finding, artefacts that raised it and its text at the time. */
  readonly finding: {
    readonly indicators: readonly { readonly type: EarlierIndicator['type']; readonly value: string }[];
    readonly artifacts: readonly string[];
    readonly text: string;
    readonly lastSeen: Date | null;
  };
  /** Captures at which a report called it valid: what renews it. */
  readonly validAt: readonly Date[];
}

/** A configuration finding that the operator lives with for a time. */
export interface Acceptance {
  readonly fingerprint: string;
  readonly check: string;
  readonly subject: string;
  readonly questions: readonly string[];
  readonly reason: string;
  readonly author: string;
  readonly at: string;
  readonly expires: string;
  /** When the chain took it in; null where it is not recorded yet. A replayed capture may be older. */
  readonly recordedAt: Date | null;
}

/** An amendment of a report by `candor amend`; judged as any other. */
export interface CaseAmendment {
  readonly report: string;
  readonly at: Date | null;
  readonly author: string;
  readonly claim: string;
  readonly rootCause: string | null;
  readonly actions: readonly string[];
  readonly outcome: string | null;
  readonly retest: Retest | null;
  readonly lessons: readonly string[];
}

/** An indicator that the operator declared, or asked to be watched for until a day. */
export interface DeclaredIndicator {
  readonly type: EarlierIndicator['type'];
  readonly value: string;
  /** Where it comes from: a file, a person, a note. */
  readonly source: string;
  readonly at: Date | null;
  /** End of the watch; null for a listed indicator, which does not end. */
  readonly watchUntil: Date | null;
}

/** What the case holds beside its reports: all that people recorded, and the indicators of every report. */
export interface CaseRecords {
  readonly dismissals: readonly Dismissal[];
  readonly acceptances: readonly Acceptance[];
  readonly amendments: readonly CaseAmendment[];
  readonly indicators: readonly DeclaredIndicator[];
  /** Where the records lie, as evidence. */
  readonly ref: EvidenceRef;
}

/** A case in which nobody recorded anything. */
export const noCaseRecords: CaseRecords = {
  dismissals: [],
  acceptances: [],
  amendments: [],
  indicators: [],
  ref: { artifact: 'case.records', subject: 'host', excerpt: 'no record of a dismissal, an amendment or an indicator' },
};

/** Records of the case folder; always known, empty where no case folder was named. */
export const caseRecords = defineFact<CaseRecords>({
  id: 'case-records',
  title: 'Dismissals, acceptances, amendments and indicators of the case',
  sources: [],
});
