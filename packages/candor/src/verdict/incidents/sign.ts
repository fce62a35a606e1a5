import type { EvidenceRef, NonEmpty } from '../../core/evidence.js';
import type { HypothesisId, Indicator } from '../../core/report.js';
import type { Severity } from '../../core/severity.js';

/** What one sign says of each rival hypothesis; what is left out is neutral. */
export type Bearings = Readonly<Partial<Record<HypothesisId, 'consistent' | 'inconsistent'>>>;

/** One thing that an incident is built from. */
export interface Sign {
  readonly id: string;
  readonly kind: 'call' | 'evaluation' | 'socket-error' | 'earlier-report' | 'effect' | 'attempt';
  readonly subject: string | null;
  readonly label: string;
  readonly severity: Severity;
  readonly first: Date | null;
  readonly last: Date | null;
  readonly indicators: readonly Indicator[];
  /** Words by which signs of the same origin find each other: indicators, URL families, hashes, sinks. */
  readonly keys: readonly string[];
  readonly techniques: readonly { readonly id: string; readonly name: string; readonly at: Date | null }[];
  readonly executed: 'yes' | 'no' | 'unknown';
  readonly calls: number;
  readonly rawLines: number;
  readonly hostPids: readonly number[];
  readonly sink: { readonly advisory: string; readonly package: string } | null;
  /** The request and the place at which a sensor saw what it brought become code; left out by all other signs. */
  readonly wayIn?: { readonly request: string; readonly site: string | null; readonly provenance: string };
  readonly bearings: Bearings;
  /** Attributes that another hypothesis than the stated one explains (a recursing instrument: count, execution). */
  readonly artefactOf: readonly ('count' | 'execution')[];
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** The ATT&CK techniques that incidents speak of (attack.mitre.org). */
export const techniqueNames: Readonly<Record<string, string>> = {
  T1190: 'Exploit Public-Facing Application',
  T1033: 'System Owner/User Discovery',
  T1105: 'Ingress Tool Transfer',
  T1059: 'Command and Scripting Interpreter',
  T1496: 'Resource Hijacking',
  T1053: 'Scheduled Task/Job',
  T1543: 'Create or Modify System Process',
  T1098: 'Account Manipulation',
  T1222: 'File and Directory Permissions Modification',
  T1070: 'Indicator Removal',
  T1552: 'Unsecured Credentials',
  T1041: 'Exfiltration Over C2 Channel',
  T1027: 'Obfuscated Files or Information',
  T1036: 'Masquerading',
  T1571: 'Non-Standard Port',
  T1574: 'Hijack Execution Flow',
  T1071: 'Application Layer Protocol',
};

/** A technique by its id without sub-technique. */
export function technique(id: string, at: Date | null): { id: string; name: string; at: Date | null } {
  const base = id.split('.')[0] ?? id;
  return { id: base, name: techniqueNames[base] ?? base, at };
}
