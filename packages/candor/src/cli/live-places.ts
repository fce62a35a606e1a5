import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { SourcePlaces } from '../sources/live-source.js';
import type { Terminal } from './terminal.js';
import { pause } from './watch-loop.js';

const commandDeadlineMs = 5_000;
const mostOutputBytes = 1 << 20;

/** What an operator said of where things are. */
export interface LivePlaceOptions {
  readonly auditLog?: string;
  readonly auditSocket?: string;
  readonly tracefs?: string;
  readonly falco?: string;
  readonly tetragon?: string;
  readonly dockerSocket?: string;
}

/** Where live sources look on this machine. */
export function livePlaces(terminal: Terminal, options: LivePlaceOptions = {}): SourcePlaces {
  return {
    auditLog: options.auditLog ?? '/var/log/audit/audit.log',
    auditSocket: options.auditSocket ?? '/var/run/audispd_events',
    tracefs: options.tracefs ?? '/sys/kernel/tracing',
    proc: '/proc',
    dockerSocket:
      options.dockerSocket ?? ['/var/run/docker.sock', '/run/docker.sock'].find((path) => existsSync(path)) ?? null,
    falco: options.falco ?? null,
    tetragon: options.tetragon ?? null,
    run: (command, args) =>
      new Promise((resolve) => {
        const bounds = { timeout: commandDeadlineMs, maxBuffer: mostOutputBytes };
        execFile(command, [...args], bounds, (error, stdout) => resolve(error ? null : stdout));
      }),
    now: terminal.now,
    sleep: pause,
  };
}
