import { addressScope } from '../../facts/address-scope.js';
import type { Call } from '../../facts/detections.js';
import type { SensorEvent, SensorRecord } from '../../formats/sensor-events/sensor-record.js';
import { TECHNIQUES } from '../../formats/shell/command-analysis.js';

/** The shell and its connection begin together; half a minute allows for a second stage. */
const windowMs = 30_000;

/** A connection of one process to a public address at a site that no baseline knows. */
export interface StrangeConnection {
  readonly pid: number;
  readonly at: Date;
  readonly address: string;
  readonly peer: string;
}

/** Connections that a reverse shell could hang on, from the sensor's lines. */
export function strangeConnections(records: readonly SensorRecord[]): StrangeConnection[] {
  return records.flatMap((record) => {
    if (record.kind !== 'connect' || record.known || record.peer === null) return [];
    const address = record.peer.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '');
    return /^[\da-f.:]+$/i.test(address) && addressScope(address) === 'public'
      ? [{ pid: record.pid, at: record.at, address, peer: record.peer }]
      : [];
  });
}

/** A shell without a script is driven from its standard input. */
export function isBareShell({ argv, file }: SensorEvent): boolean {
  const [name = file ?? '', ...rest] = argv;
  return (
    /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(name) &&
    rest.every((word) => /^-(?:[il]+|-(?:login|noprofile|norc))$/.test(word))
  );
}

/** A bare shell whose parent talks to a stranger at the same time is a reverse shell, whatever drives it. */
export function asReverseShell(call: Call, event: SensorEvent, connections: readonly StrangeConnection[]): Call {
  if (!isBareShell(event)) return call;
  const near = connections.find(
    (one) => one.pid === event.pid && Math.abs(one.at.getTime() - event.at.getTime()) <= windowMs,
  );
  if (!near) return call;
  const span = { start: 0, end: call.command.length };
  const type = near.address.includes(':') ? 'ipv6' : 'ipv4';
  return {
    ...call,
    analysis: {
      ...call.analysis,
      weight: 'attack',
      behaviours: [
        ...call.analysis.behaviours,
        {
          kind: 'reverse-shell',
          weight: 'attack',
          what: `is a shell without a script, while the same process talks to ${near.peer}`,
          technique: TECHNIQUES['reverse-shell'],
          span,
          text: call.command.slice(0, 400),
        },
      ],
      indicators: [...call.analysis.indicators, { type, value: near.address, role: 'c2', scope: 'public', span }],
    },
  };
}
