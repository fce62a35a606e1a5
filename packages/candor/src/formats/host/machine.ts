import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { unquoted } from '../lockfiles/indented-blocks.js';
import { decimalOf, fieldsOf, textLines } from '../text/text-lines.js';

/** `KEY=value` pairs of os-release(5), quotes removed; needs `ID` or `NAME`. */
export function readOsRelease(text: string): Parsed<ReadonlyMap<string, string>> {
  const pairs = textLines(text).flatMap(({ text: line }): [string, string][] => {
    const match = /^([A-Z_0-9]{1,64})=(.{0,1024})$/.exec(line.trim());
    return match === null ? [] : [[match[1] ?? '', unquoted(match[2] ?? '')]];
  });
  const values = new Map(pairs);
  return values.has('ID') || values.has('NAME') ? parsed(values) : unparseable('not an os-release file');
}

/** What `uname -a` (or `uname -r` alone) says. */
export interface KernelName {
  readonly release: string;
  readonly hostname: string | null;
  readonly machine: string | null;
}

/** Reads `uname -a` or `uname -r`. */
export function readUname(text: string): Parsed<KernelName> {
  const fields = fieldsOf(textLines(text)[0]?.text ?? '');
  const release = fields[0] === 'Linux' ? fields[2] : fields[0];
  if (release === undefined || !/^\d+\.\d+/.test(release)) return unparseable('no kernel release');
  const machine = fields.find((field) => /^(?:x86_64|aarch64|armv\w+|i[3-6]86|riscv64|ppc64le|s390x)$/.test(field));
  return parsed({ release, hostname: fields[0] === 'Linux' ? (fields[1] ?? null) : null, machine: machine ?? null });
}

/** Seconds since boot from `/proc/uptime` (proc(5)) or from the words of `uptime(1)`. */
export function readUptimeSeconds(text: string): Parsed<number> {
  const seconds = /^(\d{1,12}(?:\.\d{1,3})?)\s\d/.exec(text.trim())?.[1];
  if (seconds !== undefined) return parsed(Number(seconds));
  const words = /\bup\s{1,5}(?:(\d{1,6}) days?,\s{1,5})?(?:(\d{1,2}):(\d\d)|(\d{1,2}) min)?/.exec(text.slice(0, 1000));
  if (words === null || words.slice(1).every((part) => part === undefined)) return unparseable('no uptime');
  const [days, hours, minutes, lone] = words.slice(1).map((part) => Number(part ?? 0));
  return parsed((days ?? 0) * 86_400 + (hours ?? 0) * 3600 + ((minutes ?? 0) + (lone ?? 0)) * 60);
}

/** Load averages over 1, 5 and 15 minutes from `/proc/loadavg` or the end of `uptime(1)`. */
export function readLoadAverage(text: string): Parsed<readonly [number, number, number]> {
  const head = text.slice(0, 1000);
  const tail = /load averages?:\s{0,5}(.{1,60})/.exec(head)?.[1] ?? head;
  const [one, five, fifteen] = fieldsOf(tail)
    .slice(0, 3)
    .map((field) => decimalOf(field.replace(/,$/, '')));
  if (typeof one !== 'number' || typeof five !== 'number' || typeof fifteen !== 'number')
    return unparseable('no load average');
  return parsed([one, five, fifteen]);
}

/** Bytes of each line of `/proc/meminfo` (proc(5); its `kB` are kibibytes). */
export function readMeminfo(text: string): Parsed<ReadonlyMap<string, number>> {
  const pairs = textLines(text).flatMap(({ text: line }): [string, number][] => {
    const match = /^([\w()]{1,40}):\s{1,20}(\d{1,15})( kB)?$/.exec(line.trim());
    return match === null ? [] : [[match[1] ?? '', Number(match[2]) * (match[3] === undefined ? 1 : 1024)]];
  });
  const values = new Map(pairs);
  return values.has('MemTotal') ? parsed(values) : unparseable('no MemTotal');
}

/** Number and model of the processors. */
export interface CpuSummary {
  readonly count: number;
  readonly model: string | null;
}

/** Reads `/proc/cpuinfo`, `lscpu` or `nproc`. */
export function readCpu(text: string): Parsed<CpuSummary> {
  const lines = textLines(text).map(({ text: line }) => line);
  const valueAfter = (name: string) =>
    lines
      .find((line) => line.startsWith(name))
      ?.split(':')
      .slice(1)
      .join(':')
      .trim() ?? null;
  const alone = /^\d{1,5}$/.exec(text.trim())?.[0] ?? valueAfter('CPU(s)');
  const count = alone === null ? lines.filter((line) => /^processor\s{0,5}:/.test(line)).length : Number(alone);
  const model = valueAfter('model name') ?? valueAfter('Model name');
  return Number.isInteger(count) && count > 0 ? parsed({ count, model }) : unparseable('no processor');
}
