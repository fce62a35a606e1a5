import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { LossLedger } from '../formats/sensor-events/loss-ledger.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';

/** What the sensors of one place wrote, and what is known to be lost of it. */
export interface SensorLines {
  /** `host` or `container:NAME`. */
  readonly subject: string;
  readonly ref: EvidenceRef;
  readonly records: readonly SensorRecord[];
  readonly ledger: LossLedger;
}

/** Lines of the Candor sensor, from its own file or socket and from container logs. Lost lines leave a gap. */
export const sensorLines = defineFact<readonly SensorLines[]>({
  id: 'sensor-lines',
  title: 'What the sensors in the processes wrote',
  sources: ['sensor.events', 'docker.logs'],
});
