import { createEngineAccess } from '../collectors/docker/create-engine-access.js';
import type { EngineAccess, EngineContainer } from '../collectors/docker/engine-access.js';
import { at, listOf } from '../collectors/docker/json.js';
import { createLocalFs } from '../collectors/env/local-fs.js';
import type { ReadOnlyFs } from '../collectors/env/read-only-fs.js';
import { type Heard, hearCarrier, hearContainer } from '../collectors/sensor/hear-sensor.js';
import {
  type Carrier,
  pidsOfContainer,
  readCarrier,
  sensorSettings,
  variablesOf,
} from '../collectors/sensor/read-carrier.js';
import { CandorError } from '../core/errors.js';
import { readSensorEvents } from '../formats/sensor-events/read-sensor-events.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { judgeStatus, type SensorHealth } from '../sensors/judge-status.js';
import { textOf } from './event-lines.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** One process or text, and what is to be said of its sensor. */
interface StatusReport {
  readonly subject: string;
  readonly carries: boolean | null;
  readonly loadedBy: string | null;
  readonly place: string | null;
  readonly health: SensorHealth;
  readonly hint: string | null;
}

/** Says of a process, a container or a text whether its sensor lives; exit code 1 when one is missing, off, silent or lost something. */
export async function runSensorStatus(
  target: string | undefined,
  options: { from?: string; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  if ((target === undefined) === (options.from === undefined))
    throw new CandorError('USAGE', 'name a pid or a container, or --from a file', {
      hint: 'candor sensor status site-payload-1',
    });
  const reports =
    options.from === undefined ? await live(target ?? '', terminal) : [await fromText(options.from, terminal)];
  const well = reports.every(({ health }) => health.well);
  if (options.json) terminal.stdout(`${JSON.stringify({ well, sensors: reports }, null, 2)}\n`);
  else terminal.stdout(reports.map(page).join('\n'));
  return well ? 0 : 1;
}

async function fromText(file: string, terminal: Terminal): Promise<StatusReport> {
  const health = judgeStatus(recordsOf(await textOf(file, terminal)), terminal.now(), null);
  return {
    subject: file === '-' ? 'standard input' : file,
    carries: null,
    loadedBy: null,
    place: null,
    health,
    hint: null,
  };
}

async function live(target: string, terminal: Terminal): Promise<StatusReport[]> {
  const fs = createLocalFs('/');
  const hints = { dockerHost: terminal.env.DOCKER_HOST, runtimeDir: terminal.env.XDG_RUNTIME_DIR };
  const engine = createEngineAccess(fs, { ...hints, uid: process.geteuid?.() ?? 0 });
  if (/^[1-9]\d{0,9}$/.test(target)) {
    const carrier = await readCarrier(fs, Number(target));
    if (carrier === null) throw new CandorError('USAGE', `there is no process ${target}`, { hint: 'pgrep -a node' });
    return [await reportOf({ fs, hearLog: logReader(engine, terminal.now()), now: terminal.now() }, carrier)];
  }
  return ofContainer(fs, engine, await findContainer(engine, target), terminal.now());
}

/** What a look at one process needs. */
interface Look {
  readonly fs: ReadOnlyFs;
  readonly hearLog: (containerId: string) => Promise<Heard>;
  readonly now: Date;
}

/** Reads the log of each container once. */
function logReader(engine: EngineAccess, now: Date): Look['hearLog'] {
  const heard = new Map<string, Promise<Heard>>();
  return (id) => {
    const log = heard.get(id) ?? hearContainer(engine, id, now);
    heard.set(id, log);
    return log;
  };
}

async function findContainer(engine: EngineAccess, name: string): Promise<EngineContainer> {
  const { items, detail, status } = await engine.containers();
  const matches = (test: (one: EngineContainer) => boolean) => items.filter(test);
  const found = [
    matches((one) => one.name === name),
    matches((one) => one.labels['com.docker.compose.service'] === name),
    matches((one) => /^[0-9a-f]{4,64}$/.test(name) && one.id.startsWith(name)),
  ].find((list) => list.length > 0);
  const [first, second] = found ?? [];
  if (first && second)
    throw new CandorError(
      'USAGE',
      `${plainLine(name)} is the name of ${found?.length} containers: ${found?.map((one) => plainLine(one.name)).join(', ')}`,
      {
        hint: 'name one of them',
      },
    );
  if (first) return first;
  const why = status === 'ok' ? `${items.length} others are there` : (detail ?? status);
  throw new CandorError('USAGE', `there is no container ${plainLine(name)} (${plainLine(why)})`, { hint: 'docker ps' });
}

/** Each process of a container that carries a sensor or was heard; one report that none does otherwise. */
async function ofContainer(
  fs: ReadOnlyFs,
  engine: EngineAccess,
  container: EngineContainer,
  now: Date,
): Promise<StatusReport[]> {
  const subject = `container ${container.name}`;
  if (!container.running) return [missing(subject, 'it does not run', null)];
  const pids = await pidsOfContainer(fs, container.id);
  const carriers = (await Promise.all(pids.map((pid) => readCarrier(fs, pid)))).filter((one) => one !== null);
  if (carriers.length === 0) return [await byLogAlone(engine, container, now)];
  const look = { fs, hearLog: logReader(engine, now), now };
  const all = await Promise.all(carriers.map((carrier) => reportOf(look, carrier, subject)));
  const told = all.filter(
    ({ carries, health }, index) => (carries && isNode(carriers[index])) || health.threads.length > 0,
  );
  if (told.length > 0) return told;
  const hidden = carriers.some(({ settings }) => settings === null);
  return [
    missing(
      subject,
      hidden ? 'the environment of its processes may not be read' : 'none of its processes carries a sensor',
      hidden ? 'run with sudo' : installHint,
    ),
  ];
}

const youngHint = 'the first heartbeat comes 10 s after the start';
const installHint = 'candor sensor install --compose docker-compose.yml, or candor run -- COMMAND';

/** A shell or an init inherits NODE_OPTIONS and loads nothing. The executable's name is the best that /proc tells of that. */
const isNode = (carrier: Carrier | undefined): boolean =>
  carrier?.exe == null || /(?:^|\/)node[^/]*$/.test(carrier.exe);

/** The engine's processes are on another machine, or hidden: its inspection and log are all there is. */
async function byLogAlone(engine: EngineAccess, container: EngineContainer, now: Date): Promise<StatusReport> {
  const env = listOf(at(container.inspect, 'Config', 'Env')).filter((entry) => typeof entry === 'string');
  const { loadedBy } = sensorSettings(variablesOf(env), []);
  const heard = await hearContainer(engine, container.id, now);
  return judged(`container ${container.name}`, loadedBy, heard, null, now);
}

async function reportOf(
  { fs, hearLog, now }: Look,
  carrier: Carrier,
  within: string | null = null,
): Promise<StatusReport> {
  const name = `pid ${carrier.pid} (${carrier.argv.join(' ').slice(0, 100) || carrier.exe || 'kernel'})`;
  const subject = within === null ? name : `${within}, ${name}`;
  const loadedBy = carrier.settings?.loadedBy ?? null;
  const heard = await hearCarrier(fs, hearLog, carrier);
  const report = judged(subject, loadedBy, heard, carrier.ownPid, now);
  if (report.health.threads.length > 0) return report;
  if (carrier.settings === null) return missing(subject, 'its environment may not be read', 'run with sudo');
  return loadedBy === null
    ? missing(subject, 'it carries no sensor: neither NODE_OPTIONS nor its command line loads one', installHint)
    : report;
}

function judged(subject: string, loadedBy: string | null, heard: Heard, pid: number | null, now: Date): StatusReport {
  const health = judgeStatus(heard.text === null ? [] : recordsOf(heard.text), now, pid);
  const wrong = heard.problem === null ? health.wrong : [heard.problem];
  return {
    subject,
    carries: loadedBy !== null || health.threads.length > 0,
    loadedBy,
    place: heard.place,
    health: { ...health, wrong, well: health.well && heard.problem === null },
    hint: health.well
      ? null
      : (heard.hint ?? (heard.problem === null && health.threads.length === 0 ? youngHint : null)),
  };
}

function missing(subject: string, why: string, hint: string | null): StatusReport {
  const health = { well: false, wrong: [why], threads: [], ledger: null };
  return { subject, carries: false, loadedBy: null, place: null, health, hint };
}

function recordsOf(text: string): readonly SensorRecord[] {
  const reading = readSensorEvents(text);
  return reading.ok ? reading.value.records : [];
}

function page({ subject, health, loadedBy, place, hint }: StatusReport): string {
  const { well, wrong, threads, ledger } = health;
  const [main] = threads;
  const degraded = [...new Set(threads.flatMap((thread) => thread.degraded))];
  const lines = [
    `${subject}: ${well ? 'the sensor lives' : 'not well'}${main ? `, mode ${main.mode}, last heard ${main.ageSec} s ago` : ''}`,
    ...wrong,
    ...(ledger && main
      ? [
          `seen ${ledger.seen} = emitted ${ledger.emitted} + aggregated ${ledger.aggregated} + dropped ${ledger.dropped}; lines missing: ${ledger.missing}, not written: ${ledger.outputLost}`,
        ]
      : []),
    ...(degraded.length > 0 ? [`degraded: ${degraded.join(', ')}`] : []),
    ...(loadedBy === null ? [] : [`loaded by ${loadedBy}, writes to ${place}`]),
    ...(hint === null ? [] : [`hint: ${hint}`]),
  ];
  return `${lines.map((line, index) => `${index === 0 ? '' : '  '}${plainLine(line)}`).join('\n')}\n`;
}
