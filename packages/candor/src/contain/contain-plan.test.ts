import { describe, expect, it } from 'vitest';
import type { EngineContainer } from '../collectors/docker/engine-access.js';
import { containPlan } from './contain-plan.js';

function container(running: boolean, inspect: object = {}): EngineContainer {
  return {
    id: 'ab12',
    name: 'app',
    image: 'x',
    running,
    pid: 7,
    tty: false,
    logDriver: 'json-file',
    labels: {},
    workingDir: '/',
    upperDir: null,
    inspect,
  };
}

const networks = {
  NetworkSettings: {
    Networks: {
      back: { Aliases: ['app', 'ab12'], IPAMConfig: { IPv4Address: '172.20.0.9' } },
      front: { Aliases: null, IPAMConfig: null },
      host: {},
    },
  },
};

describe('containPlan', () => {
  it.each([
    ['pause', container(true), ['pause'], ['unpause']],
    ['stop', container(true), ['stop'], ['start']],
    ['stop', container(true, { State: { Paused: true } }), ['unpause', 'stop'], ['start']],
    ['disconnect', container(true, networks), ['disconnect', 'disconnect'], ['connect', 'connect']],
  ] as const)('%s: what is done has its opposite', (way, subject, actions, undo) => {
    const plan = containPlan(subject, way);
    expect('actions' in plan && plan.actions.map((action) => action.kind)).toEqual(actions);
    expect('actions' in plan && plan.undo.map((action) => action.kind)).toEqual(undo);
  });

  it('joins a network again with its aliases and fixed address', () => {
    const plan = containPlan(container(true, networks), 'disconnect');
    expect('undo' in plan && plan.undo[0]).toEqual({
      kind: 'connect',
      container: 'ab12',
      network: 'back',
      endpoint: { Aliases: ['app'], IPAMConfig: { IPv4Address: '172.20.0.9' } },
    });
  });

  it.each([
    ['pause', container(false)],
    ['pause', container(true, { State: { Paused: true } })],
    ['stop', container(false)],
    ['disconnect', container(true)],
  ] as const)('%s: says when there is nothing to do', (way, subject) => {
    expect(containPlan(subject, way)).toHaveProperty('nothing');
  });
});
