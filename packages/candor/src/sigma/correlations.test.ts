import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue, WatchEvent } from '../core/event.js';
import { RuleEngine, type RuleEngineState } from './rule-engine.js';
import { anEvent, rulesOf, run } from './testing.js';

const base = (name: string, extra = '') =>
  `title: ${name}\nname: ${name}\nlogsource: {product: test}\ndetection:\n  s:\n    kind: ${name}\n${extra}  condition: s\n---\n`;
const rules = base('a') + base('b') + base('c');

function correlation(text: string): string {
  return `${rules}title: Together\nid: together\nlevel: high\ncorrelation:\n${text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;
}

/** `a@0 b@5:eve` = kind a at second 0, kind b at second 5 by eve. */
function stream(text: string, more: Readonly<Record<string, FieldValue>> = {}): WatchEvent[] {
  return text.split(' ').map((word) => {
    const [, kind = '', second = '', user = 'bob', value = '1'] =
      /^(\w+)@([\d.]+)(?::(\w+))?(?:=(\S+))?$/.exec(word) ?? [];
    return anEvent({ kind, user, value, ...more }, { at: Number(second) * 1000 });
  });
}

function told(text: string, events: string): string[] {
  return run(correlation(text), stream(events))
    .filter(({ rule }) => rule.title === 'Together')
    .map(
      ({ time, count, group, ended }) =>
        `${(time.getTime() - Date.UTC(2026, 0, 5)) / 1000}s ${count}${group.user ? ` ${group.user}` : ''}${ended ? ' ended' : ''}`,
    );
}

const count = 'type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10s\ncondition: {gte: 3}';

describe('event_count', () => {
  it.each<[string, string, string[]]>([
    ['three in time', 'a@0 a@4 a@9', ['9s 3 bob']],
    ['three, one too early', 'a@0 a@4 a@10', []],
    ['three of two users', 'a@0 a@4:eve a@9', []],
    ['another rule', 'a@0 b@4 a@9', []],
    ['a burst is told once, and its count at its end', 'a@0 a@1 a@2 a@3 a@4', ['2s 3 bob', '14s 5 bob ended']],
    [
      'a long burst is told once a timespan',
      'a@0 a@1 a@2 a@6 a@11 a@12 a@13',
      ['2s 3 bob', '12s 6 bob', '23s 7 bob ended'],
    ],
    ['two bursts', 'a@0 a@1 a@2 a@30 a@31 a@32', ['2s 3 bob', '32s 3 bob']],
    ['a late event counts where it belongs', 'a@5 a@9 a@4', ['4s 3 bob']],
  ])('%s', (_, events, expected) => {
    expect(told(count, events)).toEqual(expected);
  });

  it('leaves out events without the field of the group, and counts them', () => {
    const { set } = rulesOf(correlation(count));
    const engine = new RuleEngine(set);
    for (let at = 0; at < 5; at += 1) expect(engine.take(anEvent({ kind: 'a' }, { at }))).toEqual([]);
    expect(engine.counters.correlations.together).toMatchObject({ ungrouped: 5, keys: 0 });
  });

  it.each<[string, string, string, string[]]>([
    ['lte: few, at the end of the window', '{lte: 2}', 'a@0 a@4', ['10s 2 bob']],
    ['lte: too many', '{lte: 2}', 'a@0 a@4 a@5', []],
    ['a range', '{gt: 1, lte: 3}', 'a@0 a@4', ['10s 2 bob']],
    ['a range, above', '{gt: 1, lte: 3}', 'a@0 a@4 a@5 a@6', []],
    ['eq', '{eq: 2}', 'a@0 a@4', ['10s 2 bob']],
    ['neq', '{neq: 2}', 'a@0 a@4', []],
  ])('%s', (_, condition, events, expected) => {
    expect(told(count.replace('{gte: 3}', condition), events)).toEqual(expected);
  });
});

describe('value_count', () => {
  const distinct = 'type: value_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10s\ncondition: {field: value, gte: 3}';
  it.each<[string, string, string[]]>([
    ['three values', 'a@0:x=1 a@1:x=2 a@2:x=3', ['2s 3 x']],
    ['three events of two values', 'a@0:x=1 a@1:x=2 a@2:x=2', []],
    ['a value too early', 'a@0:x=1 a@5:x=2 a@10:x=3', []],
    ['a value seen again stays young', 'a@0:x=1 a@5:x=2 a@6:x=1 a@12:x=3', ['12s 4 x']],
  ])('%s', (_, events, expected) => {
    expect(told(distinct, events)).toEqual(expected);
  });
});

describe('values of a field', () => {
  it.each<[string, string, string, string[]]>([
    ['sum', 'value_sum', '{field: value, gt: 5}', ['2s 3 bob']],
    ['sum too small', 'value_sum', '{field: value, gt: 6}', []],
    ['mean', 'value_avg', '{field: value, gte: 2}', ['2s 3 bob']],
    ['median', 'value_median', '{field: value, gte: 2}', ['2s 3 bob']],
    ['median too small', 'value_median', '{field: value, gt: 2}', []],
    ['percentile', 'value_percentile', '{field: value, percentile: 90, gte: 3}', ['2s 3 bob']],
    ['percentile too small', 'value_percentile', '{field: value, percentile: 30, gte: 2}', []],
  ])('%s', (_, type, condition, expected) => {
    const text = `type: ${type}\nrules: [a]\ngroup-by: [user]\ntimespan: 10s\ncondition: ${condition}`;
    expect(told(text, 'a@0:bob=1 a@1:bob=2 a@2:bob=3')).toEqual(expected);
  });
});

describe('temporal', () => {
  const together = (type: string, more = '') =>
    `type: ${type}\nrules: [a, b, c]\ngroup-by: [user]\ntimespan: 10s${more}`;
  it.each<[string, string, string, string[]]>([
    ['any order', 'temporal', 'c@0 a@4 b@9', ['9s 3 bob']],
    ['one too early', 'temporal', 'c@0 a@4 b@10', []],
    ['one missing', 'temporal', 'a@0 a@4 b@9', []],
    ['another user', 'temporal', 'a@0 b@4:eve c@9', []],
    ['in order', 'temporal_ordered', 'a@0 b@4 c@9', ['9s 3 bob']],
    ['in another order', 'temporal_ordered', 'c@0 a@4 b@9', []],
    ['in order after a false start', 'temporal_ordered', 'c@0 b@1 a@2 b@4 c@9', ['9s 5 bob']],
    ['the first too early, and again', 'temporal_ordered', 'a@0 b@4 a@5 b@6 c@12', ['12s 5 bob']],
    ['told late, but in order', 'temporal_ordered', 'a@0 c@5 b@4', ['4s 3 bob']],
  ])('%s', (_, type, events, expected) => {
    expect(told(together(type), events)).toEqual(expected);
  });

  it.each<[string, string, string, string[]]>([
    ['two of three', '\ncondition: {gte: 2}', 'a@0 c@4', ['4s 2 bob']],
    ['a formula', '\ncondition: a and (b or c)', 'a@0 c@4', ['4s 2 bob']],
    ['a formula that fails', '\ncondition: a and b and c', 'a@0 c@4', []],
    ['a without b: known at the end of the window', '\ncondition: a and c and not b', 'a@0 c@4', ['10s 2 bob']],
    ['a with b', '\ncondition: a and c and not b', 'a@0 c@4 b@9', []],
  ])('%s', (_, more, events, expected) => {
    expect(told(together('temporal', more), events)).toEqual(expected);
  });

  it('needs an event for each step', () => {
    const same = `${base('a')}${base('a').replaceAll('a\n', 'a2\n').replace('kind: a2', 'kind: a')}`;
    const text = `${same}title: T\ncorrelation: {type: temporal_ordered, rules: [a, a2], group-by: [user], timespan: 10s}\n`;
    expect(run(text, stream('a@0'))).toEqual([]);
    expect(run(text, stream('a@0 a@1'))).toHaveLength(1);
  });

  it('keeps the line of each step', () => {
    const [detection] = run(correlation(together('temporal')), stream('a@0 b@1 c@2'));
    expect(detection?.sources.map(({ cursor }) => cursor)).toEqual(['0', '1000', '2000']);
  });
});

describe('aliases, chains and silence', () => {
  it('compares different fields by an alias', () => {
    const text = correlation(
      'type: temporal\nrules: [a, b]\ngroup-by: [ip]\ntimespan: 10s\naliases:\n  ip:\n    a: source.ip\n    b: destination.ip',
    );
    const a = anEvent({ kind: 'a', 'source.ip': '192.0.2.1' });
    expect(run(text, [a, anEvent({ kind: 'b', 'destination.ip': '192.0.2.1' })])[0]?.group).toEqual({
      ip: '192.0.2.1',
    });
    expect(run(text, [a, anEvent({ kind: 'b', 'source.ip': '192.0.2.1' })])).toEqual([]);
  });

  it('correlates correlations', () => {
    const text = `${rules}title: Many\nname: many\ncorrelation:\n  type: event_count\n  rules: [a]\n  group-by: [user]\n  timespan: 10s\n  condition: {gte: 3}\n---\ntitle: Then\ncorrelation: {type: temporal_ordered, rules: [many, b], group-by: [user], timespan: 1m}\n`;
    expect(run(text, stream('a@0 a@1 a@2 b@20')).map(({ rule }) => rule.title)).toEqual(['Then']);
    expect(run(text, stream('b@0 a@1 a@2 a@3'))).toEqual([]);
  });

  it('lets rules of a correlation speak only when it says so', () => {
    expect(run(correlation(count), stream('a@0 b@1 c@2')).map(({ rule }) => rule.title)).toEqual(['b', 'c']);
    expect(run(correlation(`${count}\ngenerate: true`), stream('a@0')).map(({ rule }) => rule.title)).toEqual(['a']);
  });

  it.each<[string, string, object]>([
    [
      'a rule that is not there',
      count.replace('[a]', '[z]'),
      { kind: 'invalid', message: expect.stringContaining('"z"') },
    ],
    ['itself', count.replace('[a]', '[together]'), { kind: 'invalid', message: expect.stringContaining('itself') }],
    ['no timespan', count.replace('timespan: 10s\n', ''), { kind: 'invalid', line: 29 }],
    ['a timespan in months', count.replace('10s', '1M'), { kind: 'invalid' }],
    ['an unknown type', count.replace('event_count', 'event_rate'), { kind: 'unsupported' }],
    ['an unknown part', `${count}\nwindow: fixed`, { kind: 'unsupported' }],
    ['no field to count', count.replace('event_count', 'value_count'), { kind: 'invalid' }],
    ['no condition', count.replace('\ncondition: {gte: 3}', ''), { kind: 'invalid' }],
  ])('names %s', (_, text, expected) => {
    expect(rulesOf(correlation(text)).problems[0]).toMatchObject(expected);
  });

  it('refuses what would not fit into memory', () => {
    const { set, problems } = rulesOf(correlation(count.replace('gte: 3', 'gte: 1000000')));
    expect(problems).toMatchObject([{ kind: 'unsupported', rule: 'Together' }]);
    expect(set.correlations).toEqual([]);
  });
});

describe('memory and restarts', () => {
  it('pushes out the oldest keys, and counts them', () => {
    const { set } = rulesOf(correlation(count));
    const engine = new RuleEngine(set, { maxKeys: 100 });
    for (let at = 0; at < 1_000; at += 1) engine.take(anEvent({ kind: 'a', user: `u${at}` }, { at }));
    expect(engine.counters.correlations.together).toMatchObject({ keys: 100, evicted: 900 });
    const again = (user: string) =>
      [0, 1].flatMap((more) => engine.take(anEvent({ kind: 'a', user }, { at: 1_000 + more })));
    expect(again('u999')).toHaveLength(1);
    expect(again('u1')).toHaveLength(0);
  });

  it('goes on exactly after a restart, anywhere in the stream', () => {
    const text = correlation(count) + rest;
    const { set, problems } = rulesOf(text);
    expect(problems).toEqual([]);
    const event = fc.record({
      kind: fc.constantFrom('a', 'b', 'c'),
      user: fc.constantFrom('eve', 'bob'),
      value: fc.constantFrom('1', '2', '9'),
      gap: fc.integer({ min: -500, max: 6_000 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.nat(60), (parts, cut) => {
        let at = 0;
        const events = parts.map(({ gap, ...fields }) => {
          at += gap;
          return anEvent(fields, { at });
        });
        const whole = new RuleEngine(set);
        const expected = [...events.flatMap((one) => whole.take(one)), ...whole.end()];
        const first = new RuleEngine(set);
        const before = events.slice(0, cut).flatMap((one) => first.take(one));
        const second = new RuleEngine(set);
        const state: RuleEngineState = JSON.parse(JSON.stringify(first.state()));
        expect(second.restore(state)).toEqual([]);
        const after = [...events.slice(cut).flatMap((one) => second.take(one)), ...second.end()];
        expect(JSON.stringify([...before, ...after])).toBe(JSON.stringify(expected));
      }),
      { numRuns: 200 },
    );
  });

  it('closes idle windows as time passes, and lets no pause of the watcher count', () => {
    const { set } = rulesOf(correlation(count.replace('gte: 3', 'lte: 3')));
    const second = (at: number) => new Date(Date.UTC(2026, 0, 5) + at * 1_000);
    const engine = new RuleEngine(set);
    engine.advance(second(3_600));
    engine.take(anEvent({ kind: 'a', user: 'bob' }, { at: 0 }));
    expect(engine.advance(second(3_601))).toEqual([]);
    expect(engine.advance(second(3_606))).toEqual([]);
    expect(engine.advance(second(3_612))).toMatchObject([{ time: second(10), count: 1 }]);
    engine.take(anEvent({ kind: 'a', user: 'eve' }, { at: 20_000 }));
    engine.advance(second(3_620));
    engine.take(anEvent({ kind: 'a', user: 'eve' }, { at: 21_000 }));
    expect(engine.advance(second(90_000))).toEqual([]);
  });

  it('does not take over the windows of a rule that changed', () => {
    const first = new RuleEngine(rulesOf(correlation(count)).set);
    for (const event of stream('a@0 a@1')) first.take(event);
    const second = new RuleEngine(rulesOf(correlation(count.replace('gte: 3', 'gte: 2'))).set);
    expect(second.restore(first.state())).toHaveLength(1);
    expect(second.take(anEvent({ kind: 'a', user: 'bob' }, { at: 2_000 }))).toEqual([]);
  });
});

const rest = `---
title: Values
correlation: {type: value_count, rules: [b], group-by: [user], timespan: 9s, condition: {field: value, gte: 2}}
---
title: Sum
correlation: {type: value_sum, rules: [b], group-by: [user], timespan: 9s, condition: {field: value, gt: 9}}
---
title: Few
correlation: {type: event_count, rules: [c], group-by: [user], timespan: 8s, condition: {lt: 3}}
---
title: Ordered
name: ordered
correlation: {type: temporal_ordered, rules: [a, b, c], group-by: [user], timespan: 7s}
---
title: Twice
correlation: {type: event_count, rules: [ordered], group-by: [user], timespan: 1m, condition: {gte: 2}}
---
title: Without
correlation: {type: temporal, rules: [a, b], group-by: [user], timespan: 7s, condition: a and not b}
`;
