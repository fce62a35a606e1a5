import type { EvidenceRef, NonEmpty } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** One start of a program below a watched Node process, with the halves that saw it. */
export interface StartSeen {
  readonly side: 'both' | 'kernel-only' | 'process-only';
  /** The other half's silence means something: both were awake then and lost nothing. */
  readonly claim: boolean;
  readonly reason: string;
  /** `host` or `container:NAME`: where the process runs that asked. */
  readonly subject: string;
  readonly at: Date;
  readonly command: string;
  /** Pid on the host; null where the kernel did not tell it. */
  readonly hostPid: number | null;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** One half of what is seen of one subject. */
export interface StartHalf {
  /** `candor-sensor`, `audit`, `tetragon` or `falco`. */
  readonly name: string;
  /** Spans in which its silence counts, milliseconds since the epoch. */
  readonly awake: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Events known to be lost. */
  readonly lost: number;
}

/** Both halves of one subject; a half is null where nothing of it stands in the evidence. */
export interface StartHalves {
  readonly subject: string;
  readonly process: StartHalf | null;
  readonly kernel: StartHalf | null;
  readonly ref: EvidenceRef;
}

/** What process and kernel tell of the programs that Node processes started. */
export interface StartView {
  readonly starts: readonly StartSeen[];
  readonly halves: readonly StartHalves[];
}

/** Starts of programs below Node processes that carry a sensor, from inside and from outside. Lost events leave a gap. */
export const startView = defineFact<StartView>({
  id: 'start-view',
  title: 'Program starts, as the process and the kernel tell them',
  sources: ['sensor.events', 'docker.logs', 'audit.log', 'tetragon.events', 'falco.events', 'host.processes'],
});
