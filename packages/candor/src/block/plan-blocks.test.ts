import { describe, expect, it } from 'vitest';
import type { Block } from './block.js';
import { elementChanges } from './element-changes.js';
import { elementsOf } from './elements.js';
import { journalLine, readJournal } from './journal.js';
import { neverList } from './never-list.js';
import { type BlockRequest, type PlanContext, planBlocks } from './plan-blocks.js';
import { exampleEdge, exampleHost } from './testing/example-never.js';

const now = new Date('2026-11-22T12:00:00Z');

function context(change: Partial<PlanContext> = {}): PlanContext {
  const never = neverList(exampleHost, exampleEdge);
  return { never, refuseAll: null, resolved: new Map(), publicNames: [], standing: new Map(), now, ...change };
}

function request(targets: readonly string[], change: Partial<BlockRequest> = {}): BlockRequest {
  const base = {
    direction: 'both',
    container: null,
    forMs: 3_600_000,
    reason: '',
    by: 'you',
    confirmed: false,
  } as const;
  return { ...base, targets, ...change };
}

function blocksOf(targets: readonly string[], change: Partial<BlockRequest> = {}, at: Partial<PlanContext> = {}) {
  return [...planBlocks(request(targets, change), context(at)).blocks];
}

describe('planBlocks', () => {
  it('puts a new block on trial for ten minutes', () => {
    const [block] = blocksOf(['51.81.104.115']);
    expect(block?.provisionalUntil?.toISOString()).toBe('2026-11-22T12:10:00.000Z');
    expect(block?.expires.toISOString()).toBe('2026-11-22T13:00:00.000Z');
  });

  it.each([
    ['kept', { confirmed: true }],
    ['shorter than the trial', { forMs: 300_000 }],
  ])('but not one that is %s', (_, change) =>
    expect(blocksOf(['51.81.104.115'], change)[0]?.provisionalUntil).toBeNull(),
  );

  it('holds no longer than a year', () =>
    expect(blocksOf(['51.81.104.115'], { forMs: 1e13 })[0]?.expires.toISOString()).toBe('2027-11-22T12:00:00.000Z'));

  it('counts the same target once, however it is written', () =>
    expect(blocksOf(['51.81.104.115', '::ffff:51.81.104.115', ' 51.81.104[.]115'])).toHaveLength(1));

  it('refuses each bad target and keeps the others', () => {
    const plan = planBlocks(request(['51.81.104.115', '10.0.0.1', 'nonsense']), context());
    expect(plan.blocks.map(({ target }) => target)).toEqual(['51.81.104.115']);
    expect(plan.refusals.map(({ target }) => target)).toEqual(['10.0.0.1', 'nonsense']);
  });

  it('takes the addresses of a name, and leaves out what may not be blocked', () => {
    const resolved = new Map([['pool.example.org', ['51.81.104.115', '104.16.1.1', '2001:db8:9::1']]]);
    const plan = planBlocks(request(['pool.example.org']), context({ resolved }));
    expect(plan.blocks[0]?.addresses).toEqual(['2001:db8:9::1', '51.81.104.115']);
    expect(plan.notes.join()).toContain('left out 104.16.1.1');
    expect(plan.notes.join()).toContain('other names on these addresses are blocked too');
  });

  it.each([
    ['a name without an address', [], {}, 'no address'],
    ['a name of the edge alone', ['104.16.1.1'], {}, 'all its addresses are refused'],
    ['a name of its own', ['51.81.104.115'], { publicNames: ['Pool.example.org'] }, 'serves itself'],
  ])('refuses %s', (_, addresses, change, reason) => {
    const plan = planBlocks(
      request(['pool.example.org']),
      context({ resolved: new Map([['pool.example.org', addresses]]), ...change }),
    );
    expect(plan.blocks).toEqual([]);
    expect(plan.refusals[0]?.reason).toContain(reason);
  });

  it('refuses everything with a stale edge list', () => {
    const refuseAll = { reason: 'stale', hint: null };
    expect(planBlocks(request(['51.81.104.115', 'pool.example.org']), context({ refuseAll })).refusals).toHaveLength(2);
  });

  it.each([
    ['51.81.104.0/24', 'both', false],
    ['51.81.0.0/16', 'both', true],
    ['51.81.104.128/25', 'both', true],
    ['51.81.0.0/16', 'egress', false],
    ['51.82.0.0/16', 'both', false],
    ['51.81.104.115', 'both', false],
  ] as const)('with 51.81.104.0/24 standing, %s %s overlaps: %s', (target, direction, clashes) => {
    const standing = new Map(blocksOf(['51.81.104.0/24']).map((block) => [block.id, block]));
    const plan = planBlocks(request([target], { direction }), context({ standing }));
    expect(plan.refusals.length > 0).toBe(clashes);
  });
});

describe('elements', () => {
  it.each([
    ['51.81.104.115', {}, [{ set: 'both4', key: '51.81.104.115' }]],
    ['51.81.104.0/24', { direction: 'egress' }, [{ set: 'out4net', key: '51.81.104.0/24' }]],
    ['2001:db8:9::1', { direction: 'ingress' }, [{ set: 'in6', key: '2001:db8:9::1' }]],
    [
      '51.81.104.115',
      { direction: 'egress', container: { name: 'app', addresses: ['172.18.0.2', 'fd00::2'] } },
      [{ set: 'pair4', key: '172.18.0.2 . 51.81.104.115' }],
    ],
  ] as const)('of %s', (target, change, elements) =>
    expect(blocksOf([target], change).flatMap(elementsOf)).toEqual(elements),
  );

  const [one, two] = blocksOf(['51.81.104.115', '51.81.104.116']) as [Block, Block]; // both are allowed
  it('are added with their expiry', () =>
    expect(elementChanges([], [one, two], now)).toBe(
      'add element inet candor both4 { 51.81.104.115 timeout 600s, 51.81.104.116 timeout 600s }\n',
    ));
  it('are taken out whether they are there or not', () =>
    expect(elementChanges([one, two], [two], now)).toBe(
      'add element inet candor both4 { 51.81.104.115 }\ndelete element inet candor both4 { 51.81.104.115 }\n',
    ));
  it('keep their counter when they are confirmed', () => {
    const counted = new Map([['both4 51.81.104.115', { packets: 3, bytes: 180 }]]);
    expect(elementChanges([one], [{ ...one, provisionalUntil: null }], now, counted)).toContain(
      'add element inet candor both4 { 51.81.104.115 counter packets 3 bytes 180 timeout 3600s }',
    );
  });
  it('of nothing new are nothing', () => expect(elementChanges([one], [one], now)).toBe(''));
  it('that another block holds as well stay until that one ends', () => {
    const named: Block = { ...one, id: 'other', target: 'pool.example.org', expires: new Date('2026-11-22T12:05:00Z') };
    expect(elementChanges([one, named], [named], now)).toContain(
      'add element inet candor both4 { 51.81.104.115 timeout 300s }',
    );
  });
  it('of a block that has ended are not added', () =>
    expect(elementChanges([], [one], new Date('2026-11-23T00:00:00Z'))).toBe(''));
});

describe('the journal', () => {
  const [one, two] = blocksOf(['51.81.104.115', '2001:db8:9::/64'], {
    container: { name: 'app', addresses: ['172.18.0.2'] },
  }) as [Block, Block]; // both are allowed
  const proof = { result: 'effective', detail: 'tried', at: now } as const;
  const text = [
    journalLine({ op: 'set', block: one }),
    journalLine({ op: 'set', block: two }),
    journalLine({ op: 'set', block: { ...one, proof } }),
    journalLine({ op: 'end', id: two.id, at: now }),
  ].join('');
  it('reads back what it wrote', () => {
    const { blocks, unread } = readJournal(text, now);
    expect([...blocks.values()]).toEqual([{ ...one, proof }]);
    expect(unread).toBe(0);
  });
  it('drops what has ended', () => expect(readJournal(text, new Date('2026-11-22T12:10:00Z')).blocks.size).toBe(0));
  it.each(['{', 'null', '{"op":"set"}', '{"op":"set","block":{"id":1}}', '{"op":"end"}', 'x'.repeat(300_000)])(
    'counts a broken line: %.20s',
    (line) =>
      expect(readJournal(`${text}${line}\n`, now)).toMatchObject({
        unread: 1,
        blocks: new Map([[one.id, { ...one, proof }]]),
      }),
  );
  it('loses at most the last line to a kill in the middle', () =>
    expect(readJournal(text.slice(0, -10), now).blocks.size).toBe(2));
});
