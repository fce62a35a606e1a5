/**
 * One program start as it is told from outside the process: auditd `SYSCALL`+`EXECVE`, Falco `execve` alerts, Tetragon
 * `process_exec`, tracefs `sched_process_exec`, Docker `exec_start`, and what a sweep of /proc found alive.
 */
export interface ExecEvent {
  readonly source: 'audit' | 'falco' | 'tetragon' | 'tracefs' | 'docker' | 'proc';
  /** The kernel's own name of the event: audit serial, Tetragon `exec_id`; null where there is none. */
  readonly serial: string | null;
  readonly at: Date;
  /** Pid in the host's namespace, as all three sources count. */
  readonly pid: number | null;
  readonly ppid: number | null;
  readonly uid: number | null;
  /** The login that began it; null for "unset" (4294967295), which services have. */
  readonly auid: number | null;
  readonly exe: string | null;
  readonly comm: string | null;
  readonly tty: string | null;
  readonly cwd: string | null;
  readonly argv: readonly string[];
  /** Arguments are missing or were cut by the source or by a limit of the reader. */
  readonly argvTruncated: boolean;
  /** False when the kernel refused the call; null when not told. */
  readonly success: boolean | null;
  /** Return value of the call (0, or a negative errno); null when not told. */
  readonly exit: number | null;
  /** Audit rule key or Falco rule name. */
  readonly key: string | null;
  /** Container id (or name), where the source knows containers. */
  readonly container: string | null;
  /** 1-based line of its first record. */
  readonly line: number;
}
