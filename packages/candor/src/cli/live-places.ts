import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { SourcePlaces } from '../sources/live-source.js';
import type { Terminal } from './terminal.js';
import { pause } from './watch-loop.js';

const commandDeadlineMs = 5_000;
const mostOutputBytes = 1 << 20;

/** Where live sources look on this machine. */
export function livePlaces(terminal: Terminal): SourcePlaces {
  return {
    auditLog: '/var/log/audit/audit.log',
    auditSocket: '/var/run/audispd_events',
    tracefs: '/sys/kernel/tracing',
    proc: '/proc',
    dockerSocket: ['/var/run/docker.sock', '/run/docker.sock'].find((path) => existsSync(path)) ?? null,
    falco: null,
    tetragon: null,
    run: (command, args) =>
      new Promise((resolve) => {
        const bounds = { timeout: commandDeadlineMs, maxBuffer: mostOutputBytes };
        execFile(command, [...args], bounds, (error, stdout) => resolve(error ? null : stdout));
      }),
    now: terminal.now,
    sleep: pause,
  };
}
