import { expect, it } from 'vitest';
import type { Block } from './block.js';
import { blockStates } from './block-states.js';
import { readTable } from './read-table.js';

// nft 1.0.6 on Debian 12, shortened.
const text = JSON.stringify({
  nftables: [
    { metainfo: { version: '1.0.6' } },
    { table: { family: 'inet', name: 'candor' } },
    { set: { name: 'never4', elem: ['10.0.0.0'] } },
    {
      set: {
        name: 'both4',
        elem: [
          { elem: { val: '51.81.104.115', timeout: 600, expires: 420, counter: { packets: 7, bytes: 420 } } },
          '51.81.104.116',
        ],
      },
    },
    { set: { name: 'in4net', elem: [{ elem: { val: { prefix: { addr: '51.81.0.0', len: 16 } }, expires: 5 } }] } },
    { set: { name: 'pair4', elem: [{ elem: { val: { concat: ['172.18.0.2', '51.81.104.115'] } } }] } },
    { set: { name: 'out4', elem: [{ elem: { val: { odd: 1 } } }] } },
    { chain: { family: 'inet', table: 'candor', name: 'early', hook: 'prerouting', prio: -310 } },
    { chain: { family: 'inet', table: 'filter', name: 'ingress', hook: 'prerouting', prio: -310 } },
    { chain: { family: 'inet', table: 'candor', name: 'refuse' } },
  ],
});

it('reads elements and base chains', () => {
  const table = readTable(text);
  expect(table?.chains).toEqual(['early']);
  expect(table?.elements).toEqual([
    { set: 'both4', key: '51.81.104.115', expiresSeconds: 420, packets: 7, bytes: 420 },
    { set: 'both4', key: '51.81.104.116', expiresSeconds: null, packets: 0, bytes: 0 },
    { set: 'in4net', key: '51.81.0.0/16', expiresSeconds: 5, packets: 0, bytes: 0 },
    { set: 'pair4', key: '172.18.0.2 . 51.81.104.115', expiresSeconds: null, packets: 0, bytes: 0 },
  ]);
});

it.each(['', '{', '[]', '{"nftables":1}', 'null'])('%j is no table', (other) => expect(readTable(other)).toBeNull());

it('joins decisions with the kernel, and counts what nobody decided', () => {
  const at = new Date('2026-11-22T12:00:00Z');
  const base = {
    direction: 'both',
    container: null,
    reason: '',
    by: 'you',
    at,
    expires: at,
    provisionalUntil: null,
    also: [],
    proof: null,
  } as const;
  const blocks: Block[] = [
    { ...base, id: 'a', target: '51.81.104.115', addresses: ['51.81.104.115'] },
    { ...base, id: 'b', target: '51.81.104.117', addresses: ['51.81.104.117'] },
  ];
  const states = blockStates(blocks, readTable(text));
  expect(states.blocks.map(({ holds, packets }) => [holds, packets])).toEqual([
    [true, 7],
    [false, 0],
  ]);
  expect(states.unknown).toBe(3);
  expect(blockStates(blocks, null).blocks.every(({ holds }) => !holds)).toBe(true);
});
