import { exampleNow, exampleRef } from '../../core/example.js';
import type { StartHalves, StartSeen } from '../../facts/starts.js';

const subject = 'container:site-app-1';

/** A start that process and kernel both saw, for the examples of checks; `change` says what differs. */
export function exampleStart(change: Partial<StartSeen> = {}): StartSeen {
  return {
    side: 'both',
    claim: true,
    reason: 'the process and the kernel tell the same start',
    subject,
    at: new Date(exampleNow.getTime() - 600_000),
    command: 'id; uname -a',
    hostPid: 4300,
    evidence: [exampleRef('sensor.events', subject, 4), exampleRef('audit.log', 'host', 9)],
    ...change,
  };
}

const day = [{ fromMs: exampleNow.getTime() - 86_400_000, toMs: exampleNow.getTime() }];

/** Both halves of a container, awake for a day, for the examples of checks. */
export const exampleHalves: StartHalves = {
  subject,
  process: { name: 'candor-sensor', awake: day, lost: 0 },
  kernel: { name: 'audit', awake: day, lost: 0 },
  ref: exampleRef('sensor.events', subject),
};
