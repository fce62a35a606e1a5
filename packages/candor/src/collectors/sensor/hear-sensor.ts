import { demultiplex } from '../docker/demultiplex.js';
import type { EngineAccess } from '../docker/engine-access.js';
import { errorCode } from '../env/error-code.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';
import { type Carrier, ownPath } from './read-carrier.js';

/** What could be heard of a sensor from outside. */
export interface Heard {
  /** Its lines among others; null when they cannot be read from here. */
  readonly text: string | null;
  /** Where it writes, in words. */
  readonly place: string;
  /** Why nothing can be read, or what is wrong with the place. */
  readonly problem: string | null;
  /** What to do instead. */
  readonly hint: string | null;
}

const maxBytes = 8 << 20;
/** Heartbeats come each 60 s at the slowest (README.md of the sensor); two of them, and a little. */
const windowSec = 150;

/** Hears a process where its settings say that it writes: socket, file, else standard error. */
export async function hearCarrier(
  fs: ReadOnlyFs,
  hearLog: (containerId: string) => Promise<Heard>,
  carrier: Carrier,
): Promise<Heard> {
  const { settings } = carrier;
  if (settings?.socket) return lookAtSocket(fs, carrier.pid, settings.socket);
  if (settings?.file) return readEventFile(fs, carrier.pid, settings.file);
  if (carrier.containerId !== null) return hearLog(carrier.containerId);
  return readStandardError(fs, carrier.pid);
}

/** Hears a container by its log, with the settings of its inspection. */
export async function hearContainer(engine: EngineAccess, id: string, now: Date): Promise<Heard> {
  const place = 'the log of its container';
  const since = Math.floor(now.getTime() / 1000) - windowSec;
  const answer = await engine.get(`/containers/${id}/logs?stdout=1&stderr=1&since=${since}`, {
    maxBytes,
    timeoutMs: 8000,
  });
  if (answer.status === 'ok' || answer.status === 'truncated')
    return { text: demultiplex(answer.bytes).toString(), place, problem: null, hint: null };
  return { text: null, place, problem: answer.detail, hint: 'candor sensor status --from LOG' };
}

async function readEventFile(fs: ReadOnlyFs, pid: number, name: string): Promise<Heard> {
  const path = await ownPath(fs, pid, name);
  try {
    const { bytes } = await fs.within(`/proc/${pid}/root`).read(path, { maxBytes, tail: true });
    return { text: wholeLines(bytes), place: path, problem: null, hint: null };
  } catch (error) {
    const hint = errorCode(error) === 'EACCES' ? 'run with sudo' : null;
    return { text: null, place: path, problem: `${path}: ${errorCode(error) ?? 'failed'}`, hint };
  }
}

async function readStandardError(fs: ReadOnlyFs, pid: number): Promise<Heard> {
  const target = (await attempt(fs.readLink(`/proc/${pid}/fd/2`))) ?? null;
  if (target?.startsWith('/') && !target.startsWith('/dev/')) return readEventFile(fs, pid, target);
  const place = 'its standard error';
  if (target === null)
    return { text: null, place, problem: 'its standard error may not be looked at', hint: 'run with sudo' };
  const isJournal = target.startsWith('socket:');
  return {
    text: null,
    place,
    problem: `its standard error is ${target}, which cannot be read from outside`,
    hint: isJournal
      ? 'journalctl -o cat -u UNIT --since -3min | candor sensor status --from -'
      : 'start it with CANDOR_SENSOR_FILE, or give what it printed: candor sensor status --from FILE',
  };
}

/** A socket's lines are the collector's to keep: from outside only the socket itself can be looked at (unix(7)). */
async function lookAtSocket(fs: ReadOnlyFs, pid: number, name: string): Promise<Heard> {
  const path = await ownPath(fs, pid, name);
  const place = `the collector at ${path}`;
  const table = (await readText(fs, `/proc/${pid}/net/unix`, 4 << 20)) ?? '';
  const rows = table.split('\n').filter((line) => line.endsWith(` ${path}`));
  const isThere = (await attempt(fs.within(`/proc/${pid}/root`).stat(path)))?.kind === 'socket';
  // Flags 00010000 is __SO_ACCEPTCON: somebody listens.
  const isHeard = rows.some((line) => line.split(/\s+/)[3] === '00010000');
  if (!isThere) return { text: null, place, problem: `${path} is not there: no event reaches a collector`, hint: null };
  if (!isHeard && table !== '')
    return { text: null, place, problem: `nobody listens at ${path}: no event reaches a collector`, hint: null };
  return { text: null, place, problem: null, hint: 'ask the collector, or give what it kept: --from FILE' };
}

/** Without the part of a line that a cut at the front leaves. */
function wholeLines(bytes: Buffer): string {
  const text = bytes.toString();
  return bytes.length < maxBytes ? text : text.slice(text.indexOf('\n') + 1);
}
