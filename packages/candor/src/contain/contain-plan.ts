import type { EngineContainer } from '../collectors/docker/engine-access.js';
import { at, listOf, textAt } from '../collectors/docker/json.js';
import type { EngineAction } from './engine-action.js';

/** Ways to stop what a container does, mildest first. */
export const containWays = ['pause', 'disconnect', 'stop'] as const;
/** One of {@link containWays}. */
export type ContainWay = (typeof containWays)[number];

/** What is done, and what undoes it, both in their order. */
export interface ContainPlan {
  readonly actions: readonly EngineAction[];
  readonly undo: readonly EngineAction[];
  /** What it costs, in a sentence. */
  readonly cost: string;
}

/** Grace of `stop`: what the app needs to end by itself, as Docker's own default. */
const graceSec = 10;

/** Plans one way for one container; a reason when there is nothing to do. */
export function containPlan(container: EngineContainer, way: ContainWay): ContainPlan | { readonly nothing: string } {
  const { id } = container;
  const paused = at(container.inspect, 'State', 'Paused') === true;
  switch (way) {
    case 'pause':
      if (!container.running || paused) return { nothing: paused ? 'it is paused already' : 'it does not run' };
      return {
        actions: [{ kind: 'pause', container: id }],
        undo: [{ kind: 'unpause', container: id }],
        cost: 'its processes stand still and its memory stays; whoever asks it waits',
      };
    case 'stop':
      if (!container.running) return { nothing: 'it does not run' };
      return {
        actions: [
          ...(paused ? [{ kind: 'unpause' as const, container: id }] : []),
          { kind: 'stop', container: id, graceSec },
        ],
        undo: [{ kind: 'start', container: id }],
        cost: 'its processes end and their memory is gone; a restart policy does not start it again',
      };
    case 'disconnect': {
      const networks = networksOf(container);
      if (networks.length === 0) return { nothing: 'it is in no network that can be taken away' };
      return {
        actions: networks.map(({ name }) => ({ kind: 'disconnect', container: id, network: name })),
        undo: networks.map(({ name, endpoint }) => ({ kind: 'connect', container: id, network: name, endpoint })),
        cost: 'it goes on without any network: published ports and the database are out of its reach',
      };
    }
    default: {
      const never: never = way;
      return never;
    }
  }
}

/** Networks with what is needed to join them again in the same way: aliases and fixed addresses. */
function networksOf(container: EngineContainer): { readonly name: string; readonly endpoint: unknown }[] {
  const networks = at(container.inspect, 'NetworkSettings', 'Networks');
  if (typeof networks !== 'object' || networks === null) return [];
  return Object.entries(networks)
    .filter(([name]) => name !== 'host' && name !== 'none')
    .map(([name, settings]) => ({ name, endpoint: endpointOf(settings, container.id) }));
}

function endpointOf(settings: unknown, id: string): unknown {
  const aliases = listOf(at(settings, 'Aliases')).filter((alias) => typeof alias === 'string' && !id.startsWith(alias));
  const fixed = at(settings, 'IPAMConfig');
  return {
    ...(aliases.length > 0 ? { Aliases: aliases } : {}),
    ...(fixed !== null && fixed !== undefined && textAt(fixed, 'IPv4Address') !== '' ? { IPAMConfig: fixed } : {}),
  };
}
