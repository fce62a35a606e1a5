import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEvent } from '../testing.js';
import { markNewForm } from './mark-new-form.js';
import { HOLE, maskLine } from './mask-line.js';
import { defaultTemplateOptions, TemplateMiner } from './template-miner.js';

const day = 86_400_000;
const at = (ms: number) => new Date(Date.UTC(2026, 0, 5) + ms);
const quick = { ...defaultTemplateOptions, learnLines: 2 };

describe('maskLine', () => {
  it.each([
    ['GET /posts/12 200 in 5ms', 'GET <*> <*> in <*>'],
    ['  two   blanks\tand a tab ', 'two blanks and a tab'],
    ['', ''],
    [`${'x'.repeat(65)} long`, `${HOLE} long`],
  ])('%s', (line, expected) => {
    expect(maskLine(line).join(' ')).toBe(expected);
  });

  it('looks at no more than its bounds', () => {
    expect(maskLine('a '.repeat(100_000)).length).toBe(64);
  });
});

describe('TemplateMiner', () => {
  it('finds the forms of lines', () => {
    const miner = new TemplateMiner();
    for (const user of ['ada', 'bob', 'eve'])
      miner.take('app', `login of ${user} from 203.0.113.9 granted by rule`, at(0));
    miner.take('app', 'compiled page in 5 ms', at(0));
    expect(miner.templatesOf('app').map(({ words, count }) => `${count} ${words.join(' ')}`)).toEqual([
      `3 login of ${HOLE} from ${HOLE} granted by rule`,
      `1 compiled page in ${HOLE} ms`,
    ]);
  });

  it.each<[string, number, number, boolean]>([
    ['after a day and some lines', 3, day, true],
    ['before a day is over', 3, day - 1, false],
    ['with too few lines', 1, day, false],
  ])('news %s', (_, lines, ms, expected) => {
    const miner = new TemplateMiner(quick);
    for (let n = 0; n < lines; n += 1) miner.take('app', `line ${n}`, at(0));
    expect(miner.take('app', 'panic now', at(ms)).isNews).toBe(expected);
    expect(miner.take('app', 'panic now', at(ms)).isNews).toBe(false);
  });

  it('keeps sources apart', () => {
    const miner = new TemplateMiner(quick);
    for (let n = 0; n < 5; n += 1) {
      miner.take('app', `line ${n}`, at(0));
      miner.take('db', `line ${n}`, at(0));
    }
    expect(miner.take('app', 'panic now', at(day)).isNews).toBe(true);
    expect(miner.take('db', 'panic now', at(day)).isNews).toBe(true);
  });

  it('tells at most twenty news an hour, and counts the others', () => {
    const miner = new TemplateMiner(quick);
    for (let n = 0; n < 5; n += 1) miner.take('app', `line ${n}`, at(0));
    const words = 'abcdefghijklmnopqrstuvwxyz'.split('');
    const news = words.filter((word) => miner.take('app', `${word} alone`, at(day)).isNews);
    expect(news).toHaveLength(20);
    expect(miner.losses).toEqual({ app: { overflow: 0, unheard: 6 } });
    expect(miner.take('app', 'an hour later', at(day + 3_600_000)).isNews).toBe(true);
  });

  it('is bounded, whatever is poured in', () => {
    const miner = new TemplateMiner({ ...quick, mostTemplates: 100, mostAlike: 10, mostSources: 2 });
    const random = fc.sample(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'd'), maxLength: 40 }), 3_000);
    for (const line of random) miner.take('app', line, at(0));
    miner.take('two', 'x', at(0));
    expect(miner.take('three', 'x', at(0)).template).toBeNull();
    expect(miner.templatesOf('app').length).toBeLessThanOrEqual(100);
    expect(miner.losses.app?.overflow).toBeGreaterThan(0);
  });

  it('tells the same after a restart anywhere', () => {
    const line = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '1', '22'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 80 }), fc.nat(80), (lines, cut) => {
        const options = { ...quick, learnMs: 10, mostNewsPerHour: 1_000 };
        const whole = new TemplateMiner(options);
        const expected = lines.map((words, n) => whole.take('app', words.join(' '), at(n)).isNews);
        const first = new TemplateMiner(options);
        const before = lines.slice(0, cut).map((words, n) => first.take('app', words.join(' '), at(n)).isNews);
        const second = new TemplateMiner(options, JSON.parse(JSON.stringify(first.state())));
        const after = lines
          .slice(cut)
          .map((words, n) => second.take('app', words.join(' '), at(n + before.length)).isNews);
        expect([...before, ...after]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('markNewForm', () => {
  it('marks a line of the app, and no request', () => {
    const miner = new TemplateMiner(quick);
    const app = (message: string, ms: number) =>
      markNewForm(anEvent({ message }, { at: ms, logsource: { category: 'application' } }), miner).fields[
        'candor.template.new'
      ];
    for (let n = 0; n < 5; n += 1) expect(app(`line ${n}`, 0)).toBeUndefined();
    expect(app('panic now', day)).toBe(true);
    const request = anEvent({ message: 'something else entirely' }, { at: day, logsource: { category: 'webserver' } });
    expect(markNewForm(request, miner)).toBe(request);
  });
});
