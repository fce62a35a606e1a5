import { mapLimited } from '../env/map-limited.js';
import type { EngineAnswer, EngineCall, EngineContainer, EngineContainers } from './engine-access.js';
import { at, listOf, numberAt, parseJson, textAt } from './json.js';

/** More are listed by the engine's list alone. */
const MAX_CONTAINERS = 200;
const PARALLEL = 8;

/** All containers with their inspection; a container that vanishes in between keeps what the list said. */
export async function readContainers(
  get: (path: string, call?: EngineCall) => Promise<EngineAnswer>,
): Promise<EngineContainers> {
  const list = await get('/containers/json?all=1');
  if (list.status !== 'ok') return { status: list.status, detail: list.detail, list, items: [] };
  const rows = parseJson(list.bytes);
  if (!Array.isArray(rows)) return { status: 'error', detail: 'the list of containers is no JSON', list, items: [] };
  const ids = rows.map((row) => textAt(row, 'Id')).filter((id) => /^[0-9a-f]{12,64}$/.test(id));
  const items = await mapLimited(ids.slice(0, MAX_CONTAINERS), PARALLEL, async (id) => {
    const row = rows.find((candidate) => textAt(candidate, 'Id') === id);
    const answer = await get(`/containers/${id}/json`);
    return toContainer(id, row, answer.status === 'ok' ? parseJson(answer.bytes) : undefined);
  });
  const cut = ids.length > MAX_CONTAINERS ? `only ${MAX_CONTAINERS} of ${ids.length} containers were inspected` : null;
  return { status: cut === null ? 'ok' : 'truncated', detail: cut, list, items };
}

function toContainer(id: string, row: unknown, inspect: unknown): EngineContainer {
  const listedName = listOf(at(row, 'Names'))[0];
  const name = textAt(inspect, 'Name') || (typeof listedName === 'string' ? listedName : id.slice(0, 12));
  const running = inspect === undefined ? textAt(row, 'State') === 'running' : at(inspect, 'State', 'Running') === true;
  return {
    id,
    name: name.replace(/^\//, ''),
    image: textAt(inspect, 'Config', 'Image') || textAt(row, 'Image'),
    running,
    pid: running ? numberAt(inspect, 'State', 'Pid') : 0,
    tty: at(inspect, 'Config', 'Tty') === true,
    logDriver: textAt(inspect, 'HostConfig', 'LogConfig', 'Type'),
    labels: stringRecord(at(inspect, 'Config', 'Labels') ?? at(row, 'Labels')),
    workingDir: textAt(inspect, 'Config', 'WorkingDir') || '/',
    upperDir: textAt(inspect, 'GraphDriver', 'Data', 'UpperDir') || null,
    inspect: inspect ?? null,
  };
}

function stringRecord(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'));
}
