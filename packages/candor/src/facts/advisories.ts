import { defineFact } from '../core/fact.js';

/** One advisory row that is ready to be matched (advisories.md). */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  /** `next`, `payload`, `react-server-dom-webpack`, `mongodb`, `nginx`, `docker`, `runc`, … */
  readonly package: string;
  readonly ecosystem: 'npm' | 'mongodb' | 'nginx' | 'docker' | 'runc' | 'containerd' | 'node';
  readonly title: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly cvss: number | null;
  readonly knownExploited: boolean;
  /** Remote code execution without authentication. */
  readonly remoteCodeExecution: boolean;
  /** semver ranges; a version inside any of them is affected. */
  readonly affected: readonly string[];
  readonly fixed: readonly string[];
  /** A named predicate over facts; null = no precondition. */
  readonly precondition: string | null;
  readonly confidence: 'confirmed' | 'inferred';
  readonly published: Date | null;
  readonly source: string;
}

/** End of life of one release line. */
export interface EndOfLife {
  readonly product: 'node' | 'mongodb' | 'debian' | 'ubuntu' | 'alpine' | 'next';
  readonly line: string;
  readonly endsAt: Date;
}

/** The table in force, and its age at the moment of capture. */
export interface AdvisoryTable {
  readonly rows: readonly Advisory[];
  readonly endOfLife: readonly EndOfLife[];
  readonly retrievedAt: Date;
  /** max(0, capturedAt − retrievedAt) in days. */
  readonly ageDays: number;
  readonly stale: boolean;
}

/** Advisory and end-of-life data (shipped, or refreshed by `candor update`). */
export const advisoryTable = defineFact<AdvisoryTable>({
  id: 'advisory-table',
  title: 'Advisory data and its age',
  sources: [],
});
