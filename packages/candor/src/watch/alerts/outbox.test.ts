import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../store/database.js';
import { openStore } from '../store/open-store.js';
import { dueMessages, noteSent, putOut } from './outbox.js';

const at = new Date('2026-11-22T12:00:00Z');
const message = { at, severity: 'high', title: 't', text: 'x', alerts: 1 } as const;
const later = (ms: number) => new Date(at.getTime() + ms);

let folder = '';
let store: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-outbox-'));
  store = openStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('outbox', () => {
  it('delivers once after an hour of outage', () => {
    putOut(store, message, ['ntfy']);
    let attempts = 0;
    let delivered = 0;
    for (let second = 0; second <= 7200; second += 5) {
      for (const waiting of dueMessages(store, later(second * 1000))) {
        attempts += 1;
        const up = second >= 3600;
        if (up) delivered += 1;
        noteSent(store, waiting, up ? { ok: true } : { ok: false, again: true, because: 'down' }, later(second * 1000));
      }
    }
    expect(delivered).toBe(1);
    expect(attempts).toBeLessThan(25);
  });

  it('keeps the order of a channel, and one channel does not hold up another', () => {
    putOut(store, { ...message, title: 'first' }, ['a', 'b']);
    putOut(store, { ...message, title: 'second' }, ['a', 'b']);
    const titles = () => dueMessages(store, at).map((one) => `${one.channel} ${one.message.title}`);
    expect(titles()).toEqual(['a first', 'b first']);
    for (const waiting of dueMessages(store, at))
      noteSent(store, waiting, waiting.channel === 'a' ? { ok: false, again: true, because: '' } : { ok: true }, at);
    expect(titles()).toEqual(['b second']);
  });

  it('says what was given up, and why', () => {
    putOut(store, message, ['a']);
    const [waiting] = dueMessages(store, at);
    expect(waiting && noteSent(store, waiting, { ok: false, again: false, because: 'it answered 404' }, at)).toBe(
      'it answered 404',
    );
    expect(dueMessages(store, later(1e9))).toEqual([]);
  });
});
