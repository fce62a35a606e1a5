import { chmod, unlink } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { LineCutter } from './line-cutter.js';

/** Processes of one host that speak at once; beyond that somebody plays. */
const mostConnections = 256;
/** The app runs as another user: the folder that the socket stands in says who may speak. */
const socketMode = 0o666;

/** Who listens to sensors, and what it is told. */
export interface SensorListener {
  readonly path: string;
  readonly onRecord: (record: SensorRecord) => void;
  readonly onLost: (count: number, why: string) => void;
}

/**
 * The collector's end of `CANDOR_SENSOR_SOCKET`: takes lines of any number of processes until the signal. Resolves once
 * it listens, with a promise of its end; rejects with the system's error (`EADDRINUSE`, `EACCES`).
 */
export async function listenForSensors(
  { path, onRecord, onLost }: SensorListener,
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const cutter = new LineCutter();
    socket.on('data', (chunk) => {
      for (const line of cutter.push(chunk)) {
        const record = readSensorLine(line, 0);
        if (record) onRecord(record);
      }
      const dropped = cutter.takeDropped();
      if (dropped > 0) onLost(dropped, 'lines of a sensor longer than a line may be');
    });
    socket.on('error', () => undefined); // the process ended; its silence is what tells
    socket.on('close', () => open.delete(socket));
  });
  server.maxConnections = mostConnections;
  server.on('drop', () => onLost(1, `more than ${mostConnections} processes speak at once`));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, socketMode);
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => server.close(() => resolve()), { once: true });
  });
  signal.addEventListener('abort', () => void [...open].map((socket) => socket.destroy()), { once: true });
  return { ended: ended.then(() => unlink(path).catch(() => undefined)) }; // Node takes the path away by itself
}
