import { describe, expect, it } from 'vitest';
import { DestinationMemory, learnMs } from './destination-memory.js';

const start = new Date('2026-11-22T12:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const mail = { address: '198.51.100.25', port: 587 };
const pool = { address: '203.0.113.9', port: 3333 };

describe('DestinationMemory', () => {
  it('learns in silence, then names what is new once', () => {
    const memory = new DestinationMemory();
    expect(memory.take('app', [mail], start)).toMatchObject([{ firstSeen: false }]);
    expect(memory.take('app', [mail], after(5000))).toEqual([]);
    expect(memory.take('app', [mail, pool], after(learnMs))).toMatchObject([
      { address: mail.address, firstSeen: false },
      { address: pool.address, port: 3333, firstSeen: true },
    ]);
    expect(memory.take('app', [mail, pool], after(learnMs + 5000))).toEqual([]);
  });

  it('learns each container by itself', () => {
    const memory = new DestinationMemory();
    memory.take('app', [mail], start);
    expect(memory.take('other', [pool], after(learnMs))).toMatchObject([{ firstSeen: false }]);
  });

  it('goes on from what it remembered', () => {
    const before = new DestinationMemory();
    before.take('app', [mail], start);
    const memory = new DestinationMemory(JSON.parse(JSON.stringify(before.state())));
    expect(memory.take('app', [mail, pool], after(learnMs))).toMatchObject([{ firstSeen: false }, { firstSeen: true }]);
  });

  it('stays within its bounds whatever a container connects to', () => {
    const memory = new DestinationMemory();
    for (let round = 0; round < 20; round++)
      memory.take(
        'app',
        Array.from({ length: 500 }, (_, index) => ({ address: `10.${round}.0.${index}`, port: 1 })),
        start,
      );
    expect(Object.keys(memory.state().app?.last ?? {})).toHaveLength(2000);
  });
});
