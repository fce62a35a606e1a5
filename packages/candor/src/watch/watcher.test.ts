import { appendFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WatchEvent } from '../core/event.js';
import { fileFeed } from './feeds/file-feed.js';
import { Pipeline } from './pipeline.js';
import type { RuleEngine, RuleHit } from './rule-engine.js';
import type { Database } from './store/database.js';
import { storedIncidents } from './store/findings.js';
import { storedCursor } from './store/line-log.js';
import { openStore } from './store/open-store.js';
import { searchLines } from './store/search-lines.js';
import { verifyStore } from './store/verify-store.js';
import { looksOf, Watcher, type WatcherOptions } from './watcher.js';

const start = new Date('2026-11-22T12:00:00Z');
const rule = { key: 'refused', title: 'five refused requests', level: 'high', tags: ['attack.t1190'] } as const;

/** A rule with a memory: every fifth refused request of an address, within one engine or over restarts. */
function fifthRefusal(state: unknown): RuleEngine {
  const counts = new Map(Object.entries((state ?? {}) as Record<string, number>));
  return {
    take: (event: WatchEvent): RuleHit[] => {
      const client = event.fields['source.ip'];
      if (event.fields['http.response.status_code'] !== 403 || typeof client !== 'string') return [];
      const count = (counts.get(client) ?? 0) + 1;
      counts.set(client, count);
      return count % 5 === 0 ? [{ rule, time: event.time, count, group: {}, event, sources: [event.source] }] : [];
    },
    advance: () => [],
    state: () => Object.fromEntries(counts),
  };
}

let folder = '';
let store: Database;
let log = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-watch-'));
  log = join(folder, 'access.log');
  writeFileSync(log, '');
  store = openStore(join(folder, 'store'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const source = { name: 'nginx:access', what: { kind: 'nginx-access' } } as const;
const options = (now: Date): WatcherOptions => ({
  database: store,
  rules: fifthRefusal,
  timezone: 'UTC',
  pace: { minSeverity: 'medium', quiet: null, hourOf: (at) => at.getUTCHours() },
  retention: { days: 30, sizeBytes: 1e9 },
  channels: ['ntfy'],
  now,
});

function begin(now: Date): Watcher {
  const watcher = new Watcher(options(now));
  watcher.add(fileFeed(source, log, storedCursor(store, source.name), true, now));
  return watcher;
}

let number = 0;
function request(client: string, status: number): string {
  number += 1;
  return `${client} - - [22/Nov/2026:12:00:00 +0000] "GET /${number} HTTP/1.1" ${status} 1 "-" "-"\n`;
}

/** mulberry32: true once in `one` times. */
function dice(seed: number): (one: number) => boolean {
  let state = seed;
  return (one) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % one === 0;
  };
}

const all = { text: 'GET', part: true, since: new Date(0), until: new Date(1e14), source: null, limit: 1e6 };
const messages = () => Number(store.prepare('SELECT COUNT(*) AS n FROM outbox').get()?.n);

describe('Watcher', () => {
  beforeEach(() => {
    number = 0;
  });

  it('stores what it read, and makes an incident and a message of what a rule found', () => {
    const watcher = begin(start);
    appendFileSync(log, request('203.0.113.7', 403).repeat(5) + request('203.0.113.9', 200));
    const step = watcher.look(start);
    expect(step).toMatchObject({ lines: 6, events: 6 });
    expect(storedIncidents(store, { openOnly: true, limit: 9 })).toMatchObject([
      { severity: 'high', detections: 1, keys: [{ type: 'address', value: '203.0.113.7' }] },
    ]);
    expect(messages()).toBe(1);
    expect(searchLines(store, { ...all, text: '203.0.113.9', part: false }).lines).toHaveLength(1);
    watcher.close(start);
  });

  it.each([1, 2, 3])('is killed twenty times at any moment, and nothing is lost or doubled (seed %i)', (seed) => {
    const chance = dice(seed);
    let watcher = begin(start);
    watcher.look(start);
    let kills = 0;
    let rotations = 0;
    let ms = 0;
    for (let turn = 0; kills < 20; turn++) {
      ms += 400;
      const now = new Date(start.getTime() + ms);
      appendFileSync(log, request(`203.0.113.${turn % 7}`, turn % 3 === 0 ? 200 : 403));
      if (rotations < 3 && chance(9)) {
        rotations += 1;
        for (const older of [2, 1])
          if (existsSync(`${log}.${older}`)) renameSync(`${log}.${older}`, `${log}.${older + 1}`);
        renameSync(log, `${log}.1`);
        writeFileSync(log, request('203.0.113.1', 403));
      }
      if (chance(4)) {
        kills += 1; // no close: what was not in a transaction is gone
        watcher = begin(now);
      } else if (!chance(3)) {
        watcher.look(now);
        rotations = 0;
      }
    }
    const end = new Date(start.getTime() + ms + 400);
    watcher.look(end);
    watcher.look(end);
    const found = searchLines(store, all).lines.map((line) => Number(/GET \/(\d+)/.exec(line.text)?.[1]));
    expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: number }, (_, index) => index + 1));
    const detections = Number(store.prepare('SELECT COUNT(*) AS n FROM detections').get()?.n);
    const refusals = new Map<string, number>();
    for (const { text } of searchLines(store, all).lines) {
      const client = text.split(' ')[0] ?? '';
      if (text.includes(' 403 ')) refusals.set(client, (refusals.get(client) ?? 0) + 1);
    }
    expect(detections).toBe([...refusals.values()].reduce((sum, count) => sum + Math.floor(count / 5), 0));
    const incidents = storedIncidents(store, { openOnly: false, limit: 100 });
    expect(incidents.reduce((sum, incident) => sum + incident.detections, 0)).toBe(detections);
    expect(verifyStore(store)).toMatchObject({ damagedSegments: [], auditBrokenAt: null, integrity: [] });
    watcher.close(end);
  });

  it('gives the same incidents in a replay of the stored lines', () => {
    const watcher = begin(start);
    for (let turn = 0; turn < 50; turn++) {
      appendFileSync(log, request(`203.0.113.${turn % 3}`, 403));
      watcher.look(new Date(start.getTime() + turn * 60_000));
    }
    watcher.close(new Date(start.getTime() + 3e6));
    const live = storedIncidents(store, { openOnly: false, limit: 100 });
    const pipeline = new Pipeline(fifthRefusal(null), { timezone: 'UTC' });
    pipeline.know(source);
    const lines = searchLines(store, all).lines;
    const batches = lines.map(({ seq, receivedAt, text }) => ({
      seq,
      source: source.name,
      receivedAt,
      lines: 1,
      data: Buffer.from(`${text}\n`),
    }));
    const replayed = new Map(
      looksOf(batches).flatMap(({ at, batches: look }) => pipeline.take(look, at).changed.map((one) => [one.id, one])),
    );
    expect([...replayed.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      live.sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('tells a storm of 100,000 refusals in at most five messages, with exact counts', () => {
    const watcher = begin(start);
    for (let turn = 0; turn < 100; turn++) {
      let text = '';
      for (let one = 0; one < 1000; one++) text += request(`203.0.113.${one % 200}`, 403);
      appendFileSync(log, text);
      watcher.look(new Date(start.getTime() + turn * 5000));
    }
    expect(messages()).toBeLessThanOrEqual(5);
    const counted = storedIncidents(store, { openOnly: false, limit: 1000 }).reduce(
      (sum, one) => sum + one.detections,
      0,
    );
    expect(counted).toBe(20_000);
    watcher.close(start);
  }, 60_000);

  it('packs lines into segments, and finds a word in them without unpacking the others', () => {
    const watcher = begin(start);
    let now = start;
    for (let turn = 0; turn < 40; turn++) {
      let text = '';
      for (let one = 0; one < 1000; one++) text += request('198.51.100.1', 200);
      appendFileSync(log, turn === 20 ? `${text}${request('203.0.113.99', 200)}` : text);
      now = new Date(start.getTime() + turn * 31_000);
      watcher.look(now);
    }
    watcher.close(now);
    const state = verifyStore(store);
    expect(state).toMatchObject({ lines: 40_001, damagedSegments: [] });
    expect(state.segments).toBeGreaterThan(1);
    const found = searchLines(store, { ...all, text: '203.0.113.99', part: false });
    expect(found.lines).toHaveLength(1);
    expect(found.segmentsSkipped).toBeGreaterThan(0);
    store.exec('UPDATE segments SET data = zeroblob(100) WHERE id = 1; UPDATE audit SET body = \'"x"\'');
    expect(verifyStore(store).damagedSegments).toEqual([1]);
  }, 60_000);
});
