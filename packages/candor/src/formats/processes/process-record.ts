/** Names of the columns or keys that a process listing can have. */
export type ProcessField =
  | 'pid'
  | 'ppid'
  | 'uid'
  | 'user'
  | 'startedAt'
  | 'cpuPercent'
  | 'memoryPercent'
  | 'rssBytes'
  | 'state'
  | 'tty'
  | 'cpuSeconds'
  | 'args'
  | 'argv'
  | 'exe'
  | 'exeDeleted'
  | 'cgroup'
  | 'containerId'
  | 'mountNs'
  | 'capEff'
  | 'noNewPrivs'
  | 'seccomp';

/** One process of Candor's NDJSON, `ps(1)`, busybox `ps` or `docker top`. Null: the source has no such column. */
export interface ProcessRecord {
  readonly pid: number;
  readonly ppid: number | null;
  readonly uid: number | null;
  readonly user: string | null;
  readonly startedAt: Date | null;
  /** How exact `startedAt` is: `ps aux` prints minutes today, days this year, years before. */
  readonly startedAtPrecision: 'second' | 'minute' | 'day' | 'year' | null;
  /** Share of one CPU over the process's life, in percent; 388 means almost four CPUs. */
  readonly cpuPercent: number | null;
  readonly memoryPercent: number | null;
  readonly rssBytes: number | null;
  readonly state: string | null;
  readonly tty: string | null;
  readonly cpuSeconds: number | null;
  /** The command line as text; arguments joined by spaces. */
  readonly args: string;
  /** The exact arguments; null when only the joined text is known. */
  readonly argv: readonly string[] | null;
  readonly exe: string | null;
  readonly exeDeleted: boolean | null;
  readonly cgroup: string | null;
  readonly containerId: string | null;
  readonly mountNs: string | null;
  /** Effective capabilities as the hexadecimal text of `proc(5)` `CapEff`. */
  readonly capEff: string | null;
  readonly noNewPrivs: boolean | null;
  /** 0 off, 1 strict, 2 filter (`proc(5)`). */
  readonly seccomp: number | null;
  /** Which columns the source had. */
  readonly fields: readonly ProcessField[];
  readonly line: number;
}

/** What a listing without zone or date is read against. */
export interface ProcessClock {
  /** The capture's time: `15:51` and `Dec12` are the latest such moments before it. */
  readonly now: Date;
  /** IANA zone of the host that printed the listing; UTC unless given. */
  readonly timezone?: string;
}

/** A record in which nothing but identity and command line is known. */
export function bareProcess(pid: number, args: string, line: number, fields: readonly ProcessField[]): ProcessRecord {
  return {
    pid,
    ppid: null,
    uid: null,
    user: null,
    startedAt: null,
    startedAtPrecision: null,
    cpuPercent: null,
    memoryPercent: null,
    rssBytes: null,
    state: null,
    tty: null,
    cpuSeconds: null,
    args,
    argv: null,
    exe: null,
    exeDeleted: null,
    cgroup: null,
    containerId: null,
    mountNs: null,
    capEff: null,
    noNewPrivs: null,
    seccomp: null,
    fields,
    line,
  };
}
