import { readdir, readFile } from 'node:fs/promises';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { type LivingProcess, livingProcess } from './proc-stat.js';

/** A start with what was known of its process at that time. */
export interface EnrichedExec extends ExecEvent {
  /** Its parents, nearest first; as far as they were alive or seen. */
  readonly parents: readonly { readonly pid: number; readonly name: string }[];
  /** The nearest Node process above it; null without one. */
  readonly nodePid: number | null;
  /** Its file was gone or never on disk when it started; null when it had ended before it was looked at. */
  readonly exeDeleted: boolean | null;
}

/** Pids are at most 4 million, and a busy host uses some thousand at once: the oldest are forgotten. */
const mostEntries = 32_768;
const mostParents = 16;

interface Entry {
  readonly ppid: number;
  readonly name: string;
  readonly exe: string | null;
  readonly container: string | null;
}

/**
 * Who is whose parent, and in which container: from /proc while a process lives, from its own start afterwards. A
 * process is Node by its executable, never by the name that it gives itself (`next-server (v16…)`).
 */
export class ProcessTable {
  readonly #proc: string;
  readonly #entries = new Map<number, Entry>();

  constructor(proc: string) {
    this.#proc = proc;
  }

  /** Takes in what lives now. */
  async load(): Promise<void> {
    const names = await readdir(this.#proc);
    for (const pid of names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number)) await this.#look(pid);
  }

  /** Completes a start with container, parents and Node above it. Never throws. */
  async enrich(exec: ExecEvent): Promise<EnrichedExec> {
    const living = exec.pid === null ? null : await this.#look(exec.pid);
    if (exec.pid !== null && living === null) this.#remember(exec.pid, this.#fromExec(exec));
    const parents = await this.#parentsOf(living?.ppid ?? exec.ppid);
    const nearest = parents.map(({ pid }) => this.#entries.get(pid));
    return {
      ...exec,
      ppid: exec.ppid ?? living?.ppid ?? null,
      container: exec.container ?? living?.container ?? nearest[0]?.container ?? null,
      parents: parents.map(({ pid, name }) => ({ pid, name })),
      nodePid: parents.find(({ pid }) => isNode(this.#entries.get(pid)?.exe ?? null))?.pid ?? null,
      exeDeleted: living?.exeDeleted ?? null,
    };
  }

  /** Pids on this host of a Node process that counts itself as `pid`: its own, or those of containers (`NSpid`). */
  async hostPidsOf(pid: number): Promise<number[]> {
    const candidates = [...this.#entries].filter(([, entry]) => isNode(entry.exe)).map(([own]) => own);
    const found = await Promise.all([...new Set([...candidates, pid])].map((own) => this.#countsAs(own, pid)));
    return found.filter((own) => own !== null);
  }

  async #countsAs(own: number, pid: number): Promise<number | null> {
    try {
      const status = await readFile(`${this.#proc}/${own}/status`, 'utf8');
      const last = /^NSpid:(?:\s+\d+)*\s+(\d+)$/m.exec(status)?.[1];
      return Number(last) === pid ? own : null;
    } catch {
      return null; // ended meanwhile
    }
  }

  #fromExec(exec: ExecEvent): Entry {
    const parent = exec.ppid === null ? undefined : this.#entries.get(exec.ppid);
    const name = exec.argv[0] ?? exec.comm ?? '';
    return { ppid: exec.ppid ?? 0, name, exe: exec.exe, container: exec.container ?? parent?.container ?? null };
  }

  async #parentsOf(first: number | null): Promise<{ pid: number; name: string }[]> {
    const found: { pid: number; name: string }[] = [];
    let pid = first ?? 0;
    while (pid > 0 && found.length < mostParents) {
      const entry = this.#entries.get(pid) ?? (await this.#look(pid));
      if (entry === null) break;
      found.push({ pid, name: entry.name });
      pid = entry.ppid;
    }
    return found;
  }

  async #look(pid: number): Promise<(LivingProcess & Entry) | null> {
    const living = livingProcess(this.#proc, pid);
    if (living === null) return null;
    const entry = { ...living, name: living.argv[0] ?? living.comm };
    this.#remember(pid, { ppid: entry.ppid, name: entry.name, exe: entry.exe, container: entry.container });
    return entry;
  }

  #remember(pid: number, entry: Entry): void {
    this.#entries.delete(pid);
    this.#entries.set(pid, entry);
    const oldest = this.#entries.size > mostEntries ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}

function isNode(exe: string | null): boolean {
  return /(?:^|\/)node(?:js)?$/.test(exe ?? '');
}
