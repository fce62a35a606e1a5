import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Severity, severities } from '../../core/severity.js';
import type { Alert, Message } from './alert.js';
import { freshPace, mostMessages, type PaceOptions, type PaceState, paceAlerts, windowMs } from './pace-alerts.js';

const noon = new Date('2026-11-22T12:00:00Z');
const options: PaceOptions = { minSeverity: 'medium', quiet: null, hourOf: (at) => at.getUTCHours() };
const lookMs = 200;
const later = (ms: number) => new Date(noon.getTime() + ms);

function alert(id: string, severity: Severity = 'high', at = noon): Alert {
  return { id, at, kind: 'incident', severity, title: `title of ${id}`, text: `text of ${id}` };
}

/** Feeds alerts at their times, then lets an hour pass. */
function play(alerts: readonly Alert[], using = options): { at: number; message: Message }[] {
  let state: PaceState = freshPace;
  const out: { at: number; message: Message }[] = [];
  const step = (given: readonly Alert[], at: Date) => {
    const done = paceAlerts(state, given, at, using);
    state = done.state;
    out.push(...done.messages.map((message) => ({ at: at.getTime(), message })));
  };
  for (let index = 0; index < alerts.length; ) {
    const at = alerts[index]?.at ?? noon; // alerts of one look of the watcher come together
    const group = alerts.slice(index, index + 1000).findIndex((one) => one.at.getTime() >= at.getTime() + lookMs);
    const end = group < 0 ? Math.min(alerts.length, index + 1000) : index + group;
    step(alerts.slice(index, end), at);
    index = end;
  }
  const end = alerts.at(-1)?.at.getTime() ?? 0;
  for (let minute = 1; minute <= 60; minute++) step([], new Date(end + minute * 60_000));
  return out;
}

describe('paceAlerts', () => {
  it('tells the first alert at once', () => {
    expect(paceAlerts(freshPace, [alert('a')], noon, options).messages).toEqual([
      { at: noon, severity: 'high', title: 'title of a', text: 'text of a', alerts: 1 },
    ]);
  });

  it.each<[Severity, number]>([
    ['informational', 0],
    ['low', 0],
    ['medium', 1],
    ['critical', 1],
  ])('an alert of severity %s gives %i messages', (severity, count) => {
    expect(paceAlerts(freshPace, [alert('a', severity)], noon, options).messages).toHaveLength(count);
  });

  it('tells several of one moment together, the worst first', () => {
    const [message] = paceAlerts(freshPace, [alert('a'), alert('b', 'critical')], noon, options).messages;
    expect(message).toMatchObject({ severity: 'critical', title: 'title of b (and 1 more)', alerts: 2 });
  });

  it('makes at most five messages of a storm of 100,000 in ten minutes, and counts all of them', () => {
    const storm = Array.from({ length: 100_000 }, (_, index) => alert(`a${index}`, 'high', later(index * 5)));
    const out = play(storm);
    const within = out.filter(({ at }) => at < noon.getTime() + windowMs);
    expect(within.length).toBeLessThanOrEqual(mostMessages);
    expect(out.reduce((sum, { message }) => sum + message.alerts, 0)).toBe(100_000);
  });

  it('has room for a critical alert in the middle of a storm', () => {
    const storm = Array.from({ length: 1000 }, (_, index) => alert(`a${index}`, 'medium', later(index * 10)));
    const out = play([...storm, alert('worst', 'critical', later(11_000))]);
    expect(out.find(({ message }) => message.title.startsWith('title of worst'))?.at).toBe(noon.getTime() + 11_000);
  });

  it.each<[string, Date, Severity, boolean]>([
    ['at night', new Date('2026-11-22T02:00:00Z'), 'high', false],
    ['at night, critical', new Date('2026-11-22T02:00:00Z'), 'critical', true],
    ['late in the evening', new Date('2026-11-22T22:30:00Z'), 'high', false],
    ['by day', noon, 'high', true],
    ['when the night ends', new Date('2026-11-22T07:00:00Z'), 'high', true],
  ])('keeps quiet hours: %s', (_, at, severity, told) => {
    const quiet = { ...options, quiet: { fromHour: 22, toHour: 7 } };
    expect(paceAlerts(freshPace, [alert('a', severity, at)], at, quiet).messages).toHaveLength(told ? 1 : 0);
  });

  it('tells in the morning what came at night', () => {
    const quiet = { ...options, quiet: { fromHour: 22, toHour: 12 } };
    const out = play([alert('a', 'high', later(-60_000))], quiet);
    expect(out.map(({ at }) => at)).toEqual([noon.getTime()]);
  });

  it('tells a newer state of the same incident once', () => {
    const held = { ...freshPace, sentMs: Array.from({ length: 5 }, () => noon.getTime()) };
    const first = paceAlerts(held, [alert('a', 'medium')], noon, options);
    const second = paceAlerts(first.state, [{ ...alert('a', 'high'), title: 'worse' }], later(windowMs), options);
    expect(second.messages).toMatchObject([{ title: 'worse', alerts: 1 }]);
  });

  it('never exceeds the limit and never loses count, whatever comes when', () => {
    const one = fc.record({ gapMs: fc.integer({ min: 0, max: 90_000 }), severity: fc.constantFrom(...severities) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 300 }), (steps) => {
        let ms = 0;
        const alerts = steps.map(({ gapMs, severity }, index) => {
          ms += gapMs;
          return alert(`a${index}`, severity, later(ms));
        });
        const out = play(alerts);
        for (const { at } of out)
          expect(out.filter((other) => other.at >= at && other.at < at + windowMs).length).toBeLessThanOrEqual(
            mostMessages,
          );
        const due = alerts.filter((each) => severities.indexOf(each.severity) >= 2).length;
        expect(out.reduce((sum, { message }) => sum + message.alerts, 0)).toBe(due);
      }),
      { numRuns: 100 },
    );
  });
});
