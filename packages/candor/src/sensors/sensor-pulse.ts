import type { SensorRecord, SensorStatus } from '../formats/sensor-events/sensor-record.js';

/** A heartbeat may come late by a third of its interval: noticed within 13 s of the last one, at ten seconds each. */
const lateFactor = 1.3;
const defaultHeartbeatMs = 10_000;

/** Something about a sensor itself that an operator should know. */
export interface SensorAlarm {
  readonly pid: number;
  readonly at: Date;
  readonly kind: 'silent' | 'speaks-again' | 'tampered' | 'switched-off' | 'socket-deleted' | 'lost-lines' | 'ended';
  readonly what: string;
}

interface Pulse {
  /** When it was last heard here; its own clock may be another. */
  heardMs: number;
  intervalMs: number;
  seq: number;
  silent: boolean;
  tampered: string;
  lost: number;
}

/** Follows the life of each sensor: heartbeats by the time they arrive, tampering and loss by what they say. */
export class SensorPulse {
  readonly #pulses = new Map<number, Pulse>();

  /** Pids (as the sensors count) that are alive by their own account. */
  get pids(): number[] {
    return [...this.#pulses.keys()];
  }

  /** All that speak were heard in time, and nothing of them is lost. */
  get isWhole(): boolean {
    const pulses = [...this.#pulses.values()];
    return pulses.length > 0 && pulses.every((pulse) => !pulse.silent && pulse.lost === 0 && pulse.tampered === '');
  }

  /** Takes one line of a main thread; those of workers count as signs of life. */
  take(record: SensorRecord, now: Date): SensorAlarm[] {
    const alarm = (kind: SensorAlarm['kind'], what: string) => ({ pid: record.pid, at: now, kind, what });
    const old = this.#pulses.get(record.pid);
    const pulse = old ?? { heardMs: 0, intervalMs: defaultHeartbeatMs, seq: 0, silent: false, tampered: '', lost: 0 };
    const alarms: SensorAlarm[] = [];
    if (pulse.silent) alarms.push(alarm('speaks-again', 'the sensor speaks again'));
    const missing = record.tid === 0 && record.seq > pulse.seq + 1 && pulse.seq > 0 ? record.seq - pulse.seq - 1 : 0;
    if (missing > 0) alarms.push(alarm('lost-lines', `${missing} lines of the sensor are missing`));
    this.#pulses.set(record.pid, {
      ...pulse,
      heardMs: now.getTime(),
      seq: record.tid === 0 ? record.seq : pulse.seq,
      silent: false,
      lost: pulse.lost + missing,
    });
    return record.kind === 'heartbeat' || record.kind === 'state'
      ? [...alarms, ...this.#status(record, alarm)]
      : alarms;
  }

  /** Sensors that should have spoken by now; each is told once. */
  late(now: Date): SensorAlarm[] {
    return [...this.#pulses].flatMap(([pid, pulse]) => {
      const silentMs = now.getTime() - pulse.heardMs;
      if (pulse.silent || silentMs <= lateFactor * pulse.intervalMs) return [];
      pulse.silent = true;
      const what = `no heartbeat for ${Math.round(silentMs / 1000)} s; it should come each ${pulse.intervalMs / 1000} s`;
      return [{ pid, at: now, kind: 'silent' as const, what }];
    });
  }

  /** A process that has ended owes no heartbeat. */
  ended(pid: number): void {
    this.#pulses.delete(pid);
  }

  #status(status: SensorStatus, alarm: (kind: SensorAlarm['kind'], what: string) => SensorAlarm): SensorAlarm[] {
    const pulse = this.#pulses.get(status.pid);
    if (!pulse || status.tid !== 0) return [];
    if (status.change === 'exit') {
      this.#pulses.delete(status.pid);
      return [alarm('ended', 'the process ended')];
    }
    const tampered = status.tampered.join(', ');
    const alarms: SensorAlarm[] = [];
    if (tampered !== '' && tampered !== pulse.tampered) alarms.push(alarm('tampered', `hooks lost: ${tampered}`));
    if (status.change === 'socket-deleted')
      alarms.push(alarm('socket-deleted', 'somebody deleted the socket of the collector'));
    if (status.mode === 'off') alarms.push(alarm('switched-off', 'the sensor is switched off'));
    pulse.intervalMs = status.heartbeatMs ?? pulse.intervalMs;
    pulse.tampered = tampered;
    pulse.lost = Math.max(pulse.lost, status.counters.dropped + status.outputLost);
    return alarms;
  }
}
