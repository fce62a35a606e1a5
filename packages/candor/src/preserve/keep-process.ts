import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Redactor } from '../collectors/redact/redactor.js';
import type { EvidenceFolder } from './evidence-folder.js';

const mostTextBytes = 16 * 1024 * 1024;
const mostHandles = 10_000;

/** Texts of /proc/PID that are kept as they are, after secrets are taken out (proc(5)). */
const texts = ['status', 'stat', 'maps', 'limits', 'cgroup', 'mountinfo', 'io', 'wchan', 'loginuid', 'sched'] as const;

/** Tables of the process's own network namespace. */
const networkTables = ['tcp', 'tcp6', 'udp', 'udp6', 'unix'] as const;

/**
 * Keeps what the kernel knows of a live process: its executable (also a deleted one), arguments, names of its environment
 * with redacted values, open files and sockets, and where it runs. Reads only.
 */
export function keepProcess(folder: EvidenceFolder, pid: number, redact: Redactor): void {
  const proc = `/proc/${pid}`;
  const to = `process-${pid}`;
  folder.copy(`${to}/exe`, `${proc}/exe`, { follow: true });
  for (const name of texts) keepText(folder, `${to}/${name}.txt`, `${proc}/${name}`, (text) => redact.text(text));
  keepText(folder, `${to}/cmdline.txt`, `${proc}/cmdline`, (text) => redact.text(text.replaceAll('\0', ' ').trim()));
  keepText(folder, `${to}/environ.txt`, `${proc}/environ`, (text) => environment(text, redact));
  folder.addText(`${to}/links.txt`, `${proc}/{exe,cwd,root,ns,fd}`, links(proc));
  for (const name of networkTables) keepText(folder, `${to}/net/${name}.txt`, `${proc}/net/${name}`, (text) => text);
}

/** The process, its ancestors, and everything below it: one line each. */
export function processTree(pid: number): string {
  const all = allProcesses();
  const byPid = new Map(all.map((one) => [one.pid, one]));
  const lines: string[] = [];
  const above: string[] = [];
  for (let one = byPid.get(pid)?.ppid ?? 0, depth = 0; one > 0 && depth < 64; depth++) {
    const parent = byPid.get(one);
    if (parent === undefined) break;
    above.unshift(`${parent.pid} ${parent.comm}`);
    one = parent.ppid;
  }
  lines.push(...above);
  const below = (at: number, depth: number): void => {
    const one = byPid.get(at);
    if (one === undefined || depth > 64 || lines.length > 5000) return;
    lines.push(`${'  '.repeat(above.length + depth)}${one.pid} ${one.comm}`);
    for (const child of all) if (child.ppid === at) below(child.pid, depth + 1);
  };
  below(pid, 0);
  return `${lines.join('\n')}\n`;
}

/** Processes whose cgroup names a container. */
export function processesOf(containerId: string): number[] {
  return allProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => readIfThere(`/proc/${pid}/cgroup`)?.includes(containerId) === true);
}

interface Known {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
}

function allProcesses(): Known[] {
  return readdirSync('/proc')
    .filter((name) => /^[1-9]\d{0,9}$/.test(name))
    .flatMap((name) => {
      const stat = readIfThere(`/proc/${name}/stat`);
      const match = stat === null ? null : /^\d+ \((.*)\) \S (\d+)/s.exec(stat);
      return match
        ? [{ pid: Number(name), ppid: Number(match[2]), comm: (match[1] ?? '').replace(/[^\x20-\x7e]/g, '?') }]
        : [];
    });
}

function keepText(folder: EvidenceFolder, file: string, source: string, clean: (text: string) => string): void {
  try {
    const bytes = readFileSync(source);
    folder.addText(file, source, clean(bytes.subarray(0, mostTextBytes).toString('utf8')));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
    folder.missing(source, code);
  }
}

/** Names with redacted values: enough to say which secrets were in reach, and later whether they were changed. */
function environment(text: string, redact: Redactor): string {
  return text
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const equals = entry.indexOf('=');
      return equals < 0
        ? redact.text(entry)
        : `${entry.slice(0, equals)}=${redact.env(entry.slice(0, equals), entry.slice(equals + 1))}`;
    })
    .join('\n');
}

function links(proc: string): string {
  const names = [
    'exe',
    'cwd',
    'root',
    ...listed(`${proc}/ns`, 'ns'),
    ...listed(`${proc}/fd`, 'fd').slice(0, mostHandles),
  ];
  return `${names.map((name) => `${name} -> ${target(`${proc}/${name}`)}`).join('\n')}\n`;
}

function listed(path: string, prefix: string): string[] {
  try {
    return readdirSync(path).map((name) => `${prefix}/${name}`);
  } catch {
    return []; // it ended, or is not ours to read: links.txt shows what could be read
  }
}

function target(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '?'; // it was closed meanwhile
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // it ended meanwhile
  }
}
