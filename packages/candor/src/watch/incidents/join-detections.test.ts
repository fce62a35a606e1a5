import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Severity, severities } from '../../core/severity.js';
import type { Detection, Key } from '../detection.js';
import type { LiveIncident } from './incident.js';
import { joinDetections } from './join-detections.js';

const noon = new Date('2026-11-22T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const address = (value: string): Key => ({ type: 'address', value });
const container: Key = { type: 'container', value: 'site-app-1' };

let number = 0;
function detection(rule: string, severity: Severity, keys: readonly Key[], at = noon): Detection {
  number += 1;
  return {
    id: `d${number}`,
    seq: number,
    at,
    rule,
    title: `title of ${rule}`,
    severity,
    techniques: ['T1059'],
    keys,
    sensor: 'sensor',
    source: 'docker:site-app-1',
    evidence: `line ${number}`,
  };
}

const join = (detections: readonly Detection[], open: readonly LiveIncident[] = [], now = noon) =>
  joinDetections(open, detections, now);

describe('joinDetections', () => {
  it('makes one incident of a whole attack: request, then what the container did', () => {
    const { open, changed } = join([
      detection('server-action-probe', 'medium', [address('203.0.113.7'), container]),
      detection('evaluated-command', 'critical', [container, address('203.0.113.7')], after(1)),
      detection('write-then-execute', 'critical', [container, { type: 'path', value: '/dev/shm/x' }], after(2)),
      detection('miner-shape', 'high', [{ type: 'path', value: '/dev/shm/x' }], after(60)),
    ]);
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ severity: 'critical', title: 'title of evaluated-command', detections: 4 });
    expect(open[0]?.stages.map((stage) => stage.rule)).toEqual([
      'server-action-probe',
      'evaluated-command',
      'write-then-execute',
      'miner-shape',
    ]);
    expect(changed.map(({ news }) => news)).toEqual(['opened']);
  });

  it('joins two incidents when a detection shows their common cause; the older one goes on', () => {
    const first = join([detection('a', 'high', [address('203.0.113.7')])]);
    const second = join([detection('b', 'medium', [address('203.0.113.8')], after(1))], first.open);
    expect(second.open).toHaveLength(2);
    const third = join(
      [detection('c', 'low', [address('203.0.113.8'), address('203.0.113.7')], after(2))],
      second.open,
    );
    expect(third.open).toHaveLength(1);
    expect(third.open[0]).toMatchObject({ id: first.open[0]?.id, detections: 3, severity: 'high' });
  });

  it.each<[string, Detection[], number]>([
    ['ten thousand mild probes', [detection('probe', 'low', [address('203.0.113.1')])], 0],
    [
      'two strangers',
      [detection('a', 'high', [address('203.0.113.1')]), detection('a', 'high', [address('203.0.113.2')])],
      2,
    ],
    [
      'a login failure and a scan in one container',
      [detection('a', 'medium', [container]), detection('b', 'medium', [container])],
      2,
    ],
    [
      'two serious things an hour apart in one container',
      [detection('a', 'high', [container]), detection('b', 'high', [container], after(3500))],
      2,
    ],
  ])('keeps apart what has no common cause: %s', (_, detections, incidents) => {
    expect(join(detections).open).toHaveLength(incidents);
  });

  it('lets a mild detection join an incident of the same address', () => {
    const { open, of } = join([
      detection('a', 'high', [address('203.0.113.1')]),
      detection('probe', 'low', [address('203.0.113.1')]),
    ]);
    expect(open[0]?.detections).toBe(2);
    expect(of.size).toBe(2);
  });

  it('counts a storm exactly and keeps five pieces of evidence of it', () => {
    const storm = Array.from({ length: 20_000 }, (_, index) =>
      detection(
        'a',
        'high',
        [address('203.0.113.1'), address(`10.0.${index >> 8}.${index & 255}`)],
        after(index / 100),
      ),
    );
    const { open } = join(storm);
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ detections: 20_000 });
    expect(open[0]?.stages[0]?.count).toBe(20_000);
    expect(open[0]?.stages[0]?.evidence).toHaveLength(5);
    expect(open[0]?.keys.length).toBeLessThanOrEqual(200);
  });

  it('closes an incident after an hour of silence, and opens a new one when it goes on', () => {
    const first = join([detection('a', 'high', [address('203.0.113.1')])]);
    const later = join([], first.open, after(3600));
    expect(later.changed).toMatchObject([{ news: 'closed', incident: { closedAt: after(3600) } }]);
    expect(later.open).toEqual([]);
  });

  it.each<[string, Detection, string]>([
    ['a worse detection', detection('b', 'critical', [address('203.0.113.1')]), 'worse'],
    ['another stage', detection('b', 'medium', [address('203.0.113.1')]), 'stage'],
    ['more of the same', detection('a', 'high', [address('203.0.113.1')]), 'more'],
  ])('says what is new: %s', (_, next, news) => {
    const first = join([detection('a', 'high', [address('203.0.113.1')])]);
    expect(join([next], first.open).changed.map((one) => one.news)).toEqual([news]);
  });

  it('gives the same incidents whether detections come one by one or all at once, and loses none', () => {
    const one = fc.record({
      rule: fc.constantFrom('a', 'b', 'c'),
      severity: fc.constantFrom(...severities),
      who: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (given) => {
        const detections = given.map(({ rule, severity, who }, index) =>
          detection(
            rule,
            severity,
            who.map((last) => address(`203.0.113.${last}`)),
            after(index),
          ),
        );
        const atOnce = join(detections).open;
        let open: readonly LiveIncident[] = [];
        for (const each of detections) open = join([each], open).open;
        expect([...open].sort(byId)).toEqual([...atOnce].sort(byId));
        const serious = detections.filter((each) => severities.indexOf(each.severity) >= 2).length;
        expect(atOnce.reduce((sum, incident) => sum + incident.detections, 0)).toBeGreaterThanOrEqual(serious);
      }),
      { numRuns: 200 },
    );
  });
});

const byId = (a: LiveIncident, b: LiveIncident) => (a.id < b.id ? -1 : 1);
