import { argvHash } from '../../sensors/argv-hash.js';

/** One thing that happens in the scene, a second after the one before it. */
export interface SceneStep {
  /** A start of a program. */
  readonly argv?: readonly string[];
  /** Who tells it; both by default. */
  readonly by?: 'both' | 'kernel' | 'process';
  /** Generated code, or a connection. */
  readonly code?: string;
  readonly peer?: string;
  readonly provenance?: string;
  readonly severity?: string;
  readonly inRequest?: boolean;
  readonly known?: boolean;
  /** Pid that starts it on the host; Node's by default. */
  readonly parentPid?: number;
  readonly pid?: number;
  /** Seconds of silence before it: no heartbeats either. */
  readonly afterSec?: number;
  /** The sensor's next line has a number too high by this many. */
  readonly skip?: number;
  readonly tampered?: readonly string[];
}

/** Where the scene plays. */
export interface Scene {
  /** Start of the sensor; the steps begin half a minute later. */
  readonly from: Date;
  /** Pid of Node as the sensor counts, and as the kernel counts. */
  readonly sensorPid: number;
  readonly hostPid: number;
  /** The last heartbeat comes at this time. */
  readonly until: Date;
}

const request = { method: 'POST', path: '/', client: '203.0.113.7', nextAction: true };
const counters = { seen: 9, emitted: 9, aggregated: 0, dropped: 0 };

/** The same minutes as the sensor writes them and as auditd does, for tests. */
export function twoHalves(scene: Scene, steps: readonly SceneStep[]): { sensor: string; audit: string } {
  const sensor: string[] = [];
  const audit: string[] = [];
  let seq = 0;
  let ms = scene.from.getTime();
  const tell = (object: object) => {
    seq += 1;
    sensor.push(JSON.stringify({ v: 1, ts: new Date(ms).toISOString(), pid: scene.sensorPid, tid: 0, seq, ...object }));
    return seq;
  };
  const beat = (tampered: readonly string[] = []) =>
    tell({
      kind: 'heartbeat',
      mode: 'observe',
      heartbeatMs: 10_000,
      counters,
      output: { lost: 0 },
      degraded: [],
      tampered,
    });
  tell({ kind: 'state', change: 'loaded', mode: 'observe', heartbeatMs: 10_000, counters, output: { lost: 0 } });
  auditStart(audit, ms, { serial: 1, pid: 99, ppid: 1, argv: ['cron'] });
  const beats = (toMs: number) => {
    for (ms += 10_000; ms <= toMs; ms += 10_000) beat();
    ms = toMs;
  };
  beats(ms + 30_000);
  let tampered: readonly string[] = [];
  for (const [index, step] of steps.entries()) {
    ms += (step.afterSec ?? 1) * 1000;
    seq += step.skip ?? 0;
    tampered = step.tampered ?? tampered;
    const pid = step.pid ?? 5000 + index;
    const origin = {
      api: 'spawn',
      provenance: step.provenance ?? 'app',
      key: `k${index}`,
      known: step.known ?? false,
      site: 'src/x.ts:1:1',
      request: step.inRequest ? request : null,
      severity: step.severity ?? 'informational',
      reason: 'test',
      blocked: false,
    };
    if (step.code !== undefined) tell({ kind: 'codegen', ...origin, api: 'Function', code: step.code });
    if (step.peer !== undefined) tell({ kind: 'connect', ...origin, api: 'tcp.connect', peer: step.peer });
    if (step.argv && step.by !== 'kernel' && step.parentPid === undefined) {
      const of = tell({ kind: 'spawn', ...origin, file: step.argv[0], argv: step.argv, argvHash: argvHash(step.argv) });
      const childPid = scene.sensorPid === scene.hostPid ? pid : 20 + index;
      tell({ kind: 'spawn-result', of, childPid, exitCode: null, signal: null, error: null });
    }
    if (step.argv && step.by !== 'process')
      auditStart(audit, ms + 3, { serial: 10 + index, pid, ppid: step.parentPid ?? scene.hostPid, argv: step.argv });
  }
  for (ms += 10_000; ms < scene.until.getTime(); ms += 10_000) beat(tampered);
  ms = scene.until.getTime();
  beat(tampered);
  auditStart(audit, ms, { serial: 9999, pid: 98, ppid: 1, argv: ['cron'] });
  return { sensor: sensor.map((line) => `${line}\n`).join(''), audit: audit.map((line) => `${line}\n`).join('') };
}

/** The records of one start as auditd writes them: arguments with spaces as hex. */
function auditStart(
  lines: string[],
  ms: number,
  { serial, pid, ppid, argv }: { serial: number; pid: number; ppid: number; argv: readonly string[] },
): void {
  const stamp = `msg=audit(${(ms / 1000).toFixed(3)}:${serial}):`;
  const words = argv.map(
    (word, index) =>
      `a${index}=${/^[\w./:=-]+$/.test(word) ? `"${word}"` : Buffer.from(word).toString('hex').toUpperCase()}`,
  );
  lines.push(
    `type=SYSCALL ${stamp} arch=c000003e syscall=59 success=yes exit=0 items=2 ppid=${ppid} pid=${pid} auid=4294967295 uid=1000 comm="x" exe="/bin/x" key="candor-exec"`,
    `type=EXECVE ${stamp} argc=${argv.length} ${words.join(' ')}`,
    `type=PROCTITLE ${stamp} proctitle="x"`,
  );
}
