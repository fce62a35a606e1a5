import type { ActuatorRequest } from '../block/actuator-request.js';
import { readActuatorRequest } from '../block/actuator-request.js';
import type { Block } from '../block/block.js';
import { parseTarget } from '../block/parse-target.js';
import type { Refusal } from '../block/plan-blocks.js';
import { CandorError } from '../core/errors.js';
import type { Blocker } from './blocker.js';

/** The answer to one line, as one line. */
export type ActuatorAnswer =
  | { readonly ok: true; readonly blocks: readonly Block[]; readonly refusals: readonly Refusal[] }
  | { readonly ok: false; readonly error: string };

/** Where the actuator notes what it did, beside the journal. */
export type Log = (what: string) => void;

/** Does what one line asks, after the never list of this host; whatever the asker judged before counts for nothing. */
export async function handleRequest(line: string, blocker: Blocker, log: Log): Promise<ActuatorAnswer> {
  const request = readActuatorRequest(line);
  if (typeof request === 'string') return { ok: false, error: request };
  try {
    const answer = await done(request, blocker);
    if (request.do !== 'list')
      log(
        `${request.do} ${request.targets.join(' ')}: ${answer.blocks.length} done, ${answer.refusals.length} refused${request.by === '' ? '' : `, asked by ${request.by}`}`,
      );
    return { ok: true, ...answer };
  } catch (error) {
    if (!(error instanceof CandorError)) throw error;
    log(`${request.do}: ${error.message}`);
    return { ok: false, error: error.message };
  }
}

async function done(
  request: ActuatorRequest,
  blocker: Blocker,
): Promise<{ readonly blocks: readonly Block[]; readonly refusals: readonly Refusal[] }> {
  const standing = blocker.blocks();
  switch (request.do) {
    case 'list':
      return { blocks: [...standing.values()].slice(0, 1000), refusals: [] };
    case 'block':
      return made(request, blocker);
    case 'unblock': {
      const ending = chosen(request.targets, standing);
      const gone = new Set(ending.map(({ id }) => id));
      await blocker.commit(await blocker.prepareChange(new Map([...standing].filter(([id]) => !gone.has(id)))));
      return { blocks: ending, refusals: [] };
    }
    case 'confirm': {
      const kept = new Map(
        chosen(request.targets, standing).map((block) => [block.id, { ...block, provisionalUntil: null }]),
      );
      await blocker.commit(await blocker.prepareChange(new Map([...standing, ...kept])));
      return { blocks: [...kept.values()], refusals: [] };
    }
  }
}

async function made(request: Extract<ActuatorRequest, { do: 'block' }>, blocker: Blocker) {
  const { targets, direction, seconds, keep, reason, by } = request;
  const prepared = await blocker.prepare(
    { targets, direction, container: null, forMs: seconds * 1000, reason, by: by || 'actuator', confirmed: keep },
    new Map(),
  );
  const { blocks, refusals } = prepared.plan;
  if (blocks.length > 0) await blocker.commit(prepared);
  return { blocks, refusals };
}

function chosen(targets: readonly string[], standing: ReadonlyMap<string, Block>): Block[] {
  const names = new Set(
    targets.map((text) => {
      const target = parseTarget(text);
      return target.kind === 'range' ? target.text : text;
    }),
  );
  return [...standing.values()].filter(({ target }) => names.has(target));
}
