import type { SourcePlaces, SourceProbe, SourceSink } from './live-source.js';

/** How often the kernel is asked what it lost: auditctl(8) answers in a millisecond. */
const askEveryMs = 10_000;

/** What `auditctl -s` says; null where it could not be asked. */
export interface AuditStatus {
  readonly enabled: boolean;
  /** Pid of the daemon; 0 without one. */
  readonly pid: number;
  /** Records that the kernel dropped since it started. */
  readonly lost: number;
}

/** Asks the kernel's audit system (`auditctl -s`, read-only). */
export async function auditStatus(places: SourcePlaces): Promise<AuditStatus | null> {
  const text = await places.run('auditctl', ['-s']);
  const number = (name: string) => Number(new RegExp(`^${name}[ =](\\d+)`, 'm').exec(text ?? '')?.[1] ?? Number.NaN);
  const [enabled, pid, lost] = [number('enabled'), number('pid'), number('lost')];
  return Number.isNaN(enabled) ? null : { enabled: enabled > 0, pid: pid || 0, lost: lost || 0 };
}

/** The rule that makes the kernel tell every program start (audit.rules(7)). */
export const execRule = '-a always,exit -F arch=b64 -S execve,execveat -k candor-exec';

/** Whether a daemon runs and a rule for program starts without a narrowing condition is loaded. */
export async function probeAudit(places: SourcePlaces): Promise<SourceProbe> {
  const status = await auditStatus(places);
  if (status === null)
    return { works: false, why: 'auditctl cannot be asked: auditd is not installed, or root is needed' };
  if (status.pid === 0) return { works: false, why: 'no audit daemon runs: systemctl enable --now auditd' };
  if (!status.enabled) return { works: false, why: 'auditing is switched off: auditctl -e 1' };
  const rules = (await places.run('auditctl', ['-l'])) ?? '';
  return rules.split('\n').some(tellsEveryStart)
    ? { works: true, why: `auditd runs (pid ${status.pid}) with a rule for program starts` }
    : { works: false, why: `auditd has no rule that tells every program start: auditctl ${execRule}` };
}

function tellsEveryStart(rule: string): boolean {
  const narrowing = rule.match(/-F (?!arch=b64|key=|success=1)\S+/g) ?? [];
  return /^-a (?:always,exit|exit,always)\b/.test(rule) && /-S \S*\bexecve\b/.test(rule) && narrowing.length === 0;
}

/** Asks again and again what the kernel lost, and whether auditing goes on; ends with the signal, or when it was switched off. */
export async function watchAuditStatus(places: SourcePlaces, sink: SourceSink, signal: AbortSignal): Promise<string> {
  let lost = (await auditStatus(places))?.lost ?? null;
  while (!signal.aborted) {
    await places.sleep(askEveryMs, signal);
    const status = signal.aborted ? null : await auditStatus(places);
    if (status === null) continue;
    if (!status.enabled || status.pid === 0)
      return status.enabled ? 'the audit daemon ended' : 'auditing was switched off';
    sink.alive(places.now());
    if (lost !== null && status.lost > lost) sink.lost(status.lost - lost, 'the kernel dropped audit records');
    lost = status.lost;
  }
  return 'asked to end';
}
