import type { EvidenceRef } from './evidence.js';
import type { QuestionId } from './question.js';
import type { Result } from './result.js';
import type { Severity } from './severity.js';

/** Verdict statuses, worst last, as in the exit codes 0–4. */
export const verdictStatuses = ['SAFE', 'INCONCLUSIVE', 'AT RISK', 'UNDER ATTACK', 'COMPROMISED'] as const;
/** One of {@link verdictStatuses}. */
export type VerdictStatus = (typeof verdictStatuses)[number];

/** Exit code of a verdict: its place in {@link verdictStatuses}. */
export function exitCodeOf(status: VerdictStatus): number {
  return verdictStatuses.indexOf(status);
}

/** A limit that a rule of evidence sets on the verdict; `binding` when it decided. */
export interface Cap {
  readonly rule: string;
  /** The best verdict still allowed. */
  readonly cap: VerdictStatus;
  readonly because: string;
  readonly binding: boolean;
}

/** Something that a person can do to settle unknowns. */
export interface ToDecide {
  /** What it would settle, in words. */
  readonly text: string;
  readonly commands: readonly string[];
  /** Keys of the results that it settles. */
  readonly settles: readonly string[];
}

/** The verdict and how it came about. */
export interface Verdict {
  readonly status: VerdictStatus;
  /** Only with COMPROMISED; null otherwise. */
  readonly confidence: 'confirmed' | 'suspected' | null;
  readonly exitCode: number;
  readonly summary: string;
  readonly caps: readonly Cap[];
  readonly toDecide: readonly ToDecide[];
  /** Background that does not change the verdict: refused probes with a count, required fails at medium or lower. */
  readonly notes: readonly string[];
}

/** Trace of a rule of evidence that changed something. */
export interface RuleTrace {
  readonly rule: string;
  readonly target: string;
  readonly effect: string;
  readonly because: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Answer to one of the nine questions. */
export interface Answer {
  readonly id: QuestionId;
  readonly answer: 'good' | 'bad' | 'unknown';
  /** Result keys, incident ids or rule ids. */
  readonly because: readonly string[];
}

/** The four rival hypotheses (verdict.md, section 5). */
export const hypothesisIds = [
  'attack-succeeded',
  'attack-attempted',
  'benign-operation',
  'instrument-artefact',
] as const;
/** One of {@link hypothesisIds}. */
export type HypothesisId = (typeof hypothesisIds)[number];

/** How one piece of evidence bears on one hypothesis. */
export interface Bearing {
  readonly ref: string;
  readonly evidence: EvidenceRef | null;
  readonly bearing: 'consistent' | 'inconsistent' | 'neutral';
}

/** One hypothesis with its column of the matrix. */
export interface Hypothesis {
  readonly id: HypothesisId;
  readonly stated: boolean;
  /** Which attribute it explains when several hold: `content`, `count`, `execution`. */
  readonly explains: readonly string[];
  readonly evidence: readonly Bearing[];
}

/** A stage of an incident (ATT&CK technique). */
export interface Stage {
  readonly technique: string;
  readonly name: string;
  readonly at: Date | null;
  readonly evidence: readonly EvidenceRef[];
}

/** An indicator of compromise and the role it played. */
export interface Indicator {
  readonly type: 'ipv4' | 'ipv6' | 'domain' | 'url' | 'path' | 'sha256' | 'md5' | 'size' | 'wallet' | 'process';
  readonly value: string;
  readonly role: 'payload-server' | 'pool' | 'c2' | 'scanner' | 'dropped-file' | 'miner' | 'unknown';
}

/** One step of the response: complete commands, their undo, and the tempting wrong move apart. */
export interface ResponseStep {
  readonly text: string;
  readonly commands: readonly string[];
  readonly undo: readonly string[];
  readonly whyNot: string | null;
}

/** Detections and facts with one cause. */
export interface Incident {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly open: boolean;
  readonly hypotheses: readonly Hypothesis[];
  /** The single observation that would decide, when no hypothesis is stated. */
  readonly wouldDecide: string | null;
  readonly stages: readonly Stage[];
  readonly firstSeen: Date | null;
  readonly lastSeen: Date | null;
  readonly fingerprint: string;
  readonly calls: number;
  readonly waves: number;
  readonly rawLines: number;
  readonly executed: 'yes' | 'no' | 'unknown';
  readonly subjects: readonly string[];
  readonly hostPids: readonly number[];
  readonly rootCause: {
    readonly advisory: string | null;
    readonly package: string | null;
    readonly version: string | null;
    readonly confidence: 'confirmed' | 'inferred' | 'unknown';
    readonly because: readonly string[];
  };
  readonly indicators: readonly Indicator[];
  readonly secretsExposed: readonly string[];
  readonly wouldDisprove: string;
  readonly response: readonly ResponseStep[];
  /** Which nine claims it makes bad. */
  readonly questions: readonly QuestionId[];
  readonly evidence: readonly EvidenceRef[];
}

/** A named file change that would fix findings. */
export interface FileDiff {
  readonly file: string;
  readonly patch: string;
  readonly fixes: readonly string[];
}

/** An amendment of an earlier report, judged by the same rules. */
export interface Amendment {
  readonly report: string;
  readonly at: Date | null;
  readonly claim: string;
  readonly state: 'accepted' | 'unsupported-claim';
  readonly refusedBy: readonly string[];
  /** What evidence would change that. */
  readonly wouldAccept: string | null;
  readonly evidence: readonly EvidenceRef[];
}

/** A way from somewhere to something, as printed. */
export interface ExposureEntry {
  readonly from: string;
  readonly to: string;
  readonly path: readonly string[];
  readonly blockedBy: string | null;
}

/** The one result value; every rendering is a view of it (`candor-report/1`). */
export interface Report {
  readonly format: 'candor-report/1';
  readonly id: string;
  readonly previous: string | null;
  readonly candorVersion: string;
  readonly capturedAt: Date;
  readonly window: { readonly requestedSince: Date | null; readonly effectiveSince: Date; readonly because: string };
  readonly host: {
    readonly name: string;
    readonly os: string | null;
    readonly kernel: string | null;
    readonly cpus: number | null;
    readonly memoryBytes: number | null;
  };
  readonly collector: {
    readonly name: string;
    readonly version: string;
    readonly mode: string;
    readonly uid: number | null;
  };
  readonly scope: readonly string[];
  readonly verdict: Verdict;
  readonly rules: readonly RuleTrace[];
  readonly questions: readonly Answer[];
  readonly results: readonly Result[];
  readonly incidents: readonly Incident[];
  readonly exposure: readonly ExposureEntry[];
  readonly diffs: readonly FileDiff[];
  readonly logs: readonly {
    readonly artifact: string;
    readonly subject: string;
    readonly path: string | null;
    readonly lines: readonly string[];
  }[];
  readonly recommendations: readonly {
    readonly priority: 1 | 2 | 3;
    readonly text: string;
    readonly commands: readonly string[];
    readonly fixes: readonly string[];
  }[];
  readonly questionsAndRisks: readonly { readonly q: string; readonly risk: string; readonly recommendation: string }[];
  readonly dismissals: readonly {
    readonly fingerprint: string;
    /** An acceptance closes nothing: the finding stays printed and the verdict stays. */
    readonly kind?: 'dismissal' | 'acceptance';
    readonly state: 'valid' | 'lapsed' | 'refused';
    readonly refusedBy: readonly string[];
    readonly because: string;
  }[];
  readonly amendments: readonly Amendment[];
  readonly ledger: readonly { readonly at: Date | null; readonly what: string; readonly by: string }[];
  readonly coverage: {
    readonly requiredAnswered: number;
    readonly requiredTotal: number;
    readonly artifacts: readonly {
      readonly id: string;
      readonly subject: string;
      readonly status: string;
      readonly detail: string | null;
      readonly capturedAt: Date;
    }[];
    readonly warnings: readonly string[];
    readonly advisoryDate: Date | null;
  };
  readonly nextReview: Date;
}
