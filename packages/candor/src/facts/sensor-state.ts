import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A sensor that was found on this host, in or beside the app. */
export interface SensorFound {
  readonly name: string;
  readonly subject: string;
  readonly running: boolean;
  /** Last sign of life; null when none was seen. */
  readonly heartbeatAt: Date | null;
  readonly heartbeatIntervalSec: number | null;
  readonly seen: number | null;
  readonly emitted: number | null;
  readonly aggregated: number | null;
  readonly dropped: number | null;
  /** Pauses that were longer than its heartbeat allows, although the same process spoke again afterwards. */
  readonly silences: readonly { readonly from: Date; readonly to: Date }[];
  /** Hooks that were taken off or overwritten. */
  readonly tampered: readonly string[];
  /** Parts that work less well than designed, each with its reason, by the sensor's own word. */
  readonly degraded: readonly string[];
  readonly detail: string;
  readonly ref: EvidenceRef;
}

/** A switch that turns a sensor off, with the place where it stands. */
export interface SensorSwitch {
  readonly name: string;
  readonly value: string;
  readonly subject: string;
  readonly place: string;
  readonly since: Date | null;
  readonly ref: EvidenceRef;
}

/** Sensors and the switches that silence them. */
export interface SensorView {
  readonly sensors: readonly SensorFound[];
  readonly switches: readonly SensorSwitch[];
}

/** Sensors of the app and the host, from processes, logs, settings and the sensor's own state. */
export const sensorView = defineFact<SensorView>({
  id: 'sensor-view',
  title: 'Sensors and the switches that silence them',
  sources: [
    'sensor.state',
    'sensor.events',
    'audit.log',
    'docker.logs',
    'docker.inspect',
    'compose.file',
    'compose.env',
    'host.processes',
    'case.changes',
  ],
});
