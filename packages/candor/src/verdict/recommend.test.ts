import { describe, expect, it } from 'vitest';
import type { Incident } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';
import { recommend } from './recommend.js';

function result(subject: string, commands: readonly string[], change: Partial<Result> = {}): Result {
  const remediation = { text: 'Recreate the container.', commands, diff: null };
  return { check: 'CTR-01', subject, state: 'fail', severity: 'high', remediation, ...change } as Result; // what is looked at
}

function incident(id: string, commands: readonly string[], open = true): Incident {
  return { id, open, response: [{ text: 'Block the address.', commands }] } as unknown as Incident; // what is looked at
}

describe('recommendations', () => {
  it('join the commands of findings with one remedy, each command once', () => {
    const found = recommend([result('a', ['docker rm a', 'up']), result('b', ['docker rm b', 'up'])], []);
    expect(found).toEqual([
      {
        priority: 2,
        text: 'Recreate the container.',
        commands: ['docker rm a', 'up', 'docker rm b'],
        fixes: ['CTR-01@a', 'CTR-01@b'],
      },
    ]);
  });

  it('join the steps of two incidents and keep both names', () => {
    const found = recommend([], [incident('INC-1', ['nft add 1']), incident('INC-2', ['nft add 2'])]);
    expect(found).toMatchObject([{ priority: 1, commands: ['nft add 1', 'nft add 2'], fixes: ['INC-1', 'INC-2'] }]);
  });

  it('are bounded: a finding whose commands no longer fit is named, never cut in half', () => {
    const many = Array.from({ length: 30 }, (_, index) => result(`c${index}`, [`stop ${index}`, `start ${index}`]));
    const [only] = recommend(many, []);
    expect([only?.commands.length, only?.commands.at(-1), only?.fixes.length]).toEqual([20, 'start 9', 30]);
  });

  it.each([
    ['passed', recommend([result('a', ['x'], { state: 'pass' })], [])],
    ['was dismissed', recommend([result('a', ['x'], { state: 'dismissed' })], [])],
    ['is a closed incident', recommend([], [incident('INC-1', ['x'], false)])],
  ])('have nothing for what %s', (_case, found) => {
    expect(found).toEqual([]);
  });

  it('put what is critical first', () => {
    const low = result('a', [], { severity: 'low', remediation: { text: 'Later.', diff: null } });
    const found = recommend([low, result('b', [], { severity: 'critical' })], []);
    expect(found.map((one) => [one.priority, one.text])).toEqual([
      [1, 'Recreate the container.'],
      [3, 'Later.'],
    ]);
  });

  it('a result with a diff recommends that, and what is to be done by hand only where the diff is not the whole', () => {
    const one = result('a', ['docker compose build']);
    const commands = (isWhole: boolean) => recommend([one], [], new Map([[resultKey(one), isWhole]]))[0]?.commands;
    expect(commands(true)).toEqual([`sudo candor fix ${one.check} --apply`]);
    expect(commands(false)).toEqual([`sudo candor fix ${one.check} --apply`, 'docker compose build']);
  });
});
