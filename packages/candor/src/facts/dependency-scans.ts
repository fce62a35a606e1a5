import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** What a scanner of dependencies found in one place. */
export interface DependencyScan {
  readonly tool: 'trivy' | 'grype';
  readonly subject: string;
  readonly findings: readonly {
    readonly id: string;
    readonly package: string;
    readonly version: string;
    /** The scanner's word in lower case: `critical`, `high`, … */
    readonly severity: string;
    readonly fixed: string | null;
    readonly ref: EvidenceRef;
  }[];
  readonly ref: EvidenceRef;
}

/** Results of dependency scanners (Trivy and Grype JSON). */
export const dependencyScans = defineFact<readonly DependencyScan[]>({
  id: 'dependency-scans',
  title: 'Results of dependency scanners',
  sources: ['scan.trivy', 'scan.grype'],
});
