import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from './main.js';
import type { Terminal } from './terminal.js';

const bundles = join(import.meta.dirname, '../../../../test/bundles');

async function run(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    stdin: (async function* () {})(),
    env: {},
    interactive: false,
    colour: false,
    width: 100,
    now: () => new Date('2026-11-22T00:00:00Z'),
  };
  const code = await main(argv, terminal);
  return { code, out: out.join(''), err: err.join('') };
}

describe('the command line', () => {
  it.each([
    [['--version'], 0],
    [['--help'], 0],
    [['check', '--help'], 0],
    [['chekc'], 64],
    [['check', '--jsn'], 64],
    [['check', '--since', 'yesterday'], 64],
    [['check', '--fail-on', 'never'], 64],
    [['check', '--format', 'pdf', '--from', 'x'], 64],
    [['check', '--from', '/nowhere'], 65],
    [['check', '--from', 'a', '--ssh', 'b'], 64],
    [['explain', 'EXP-04'], 0],
    [['explain', 'EXP-4'], 64],
    [['completion', 'tcsh'], 64],
  ])('%j exits %i', async (argv, code) => {
    expect((await run(...argv)).code).toBe(code);
  });

  it('names the near miss of a command, an option and a check', async () => {
    expect((await run('chekc')).err).toContain('check');
    expect((await run('check', '--jsn')).err).toContain('--json');
    expect((await run('explain', 'EXP-4')).err).toContain('EXP-04');
  });

  it('every command has help with an example', async () => {
    const names = [...(await run('--help')).out.matchAll(/^ {2}([a-z][a-z-]*)/gm)]
      .map((match) => match[1])
      .filter((name) => name !== 'help');
    expect(names).toContain('check');
    for (const name of new Set(names))
      expect((await run(name ?? '', '--help')).out, name).toMatch(/\$ (?:sudo )?(?:npx )?candor/);
  });

  it('a broken policy names file, place and a suggestion', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'candor-config-')), 'candor.yaml');
    writeFileSync(file, 'publicName: [a.example]\n');
    const { code, err } = await run('check', '--config', file, '--from', join(bundles, '2025-12-12T1800'));
    expect([code, err.includes(file), err.includes('did you mean "publicNames"')]).toEqual([65, true, true]);
  });
});

describe('the bundles of the case', () => {
  const names = readdirSync(bundles).filter((name) => !name.endsWith('.json'));
  const order = ['SAFE', 'INCONCLUSIVE', 'AT RISK', 'UNDER ATTACK', 'COMPROMISED'];

  it.each(names)(
    '%s: verdict, findings, rules, indicators and answers as expected, twice the same bytes',
    async (name) => {
      const want = JSON.parse(readFileSync(join(bundles, `${name}.expect.json`), 'utf8'));
      const first = await run('check', '--from', join(bundles, name), '--json');
      const report = JSON.parse(first.out);
      expect(order.indexOf(report.verdict.status)).toBeGreaterThanOrEqual(order.indexOf(want.atLeast));
      expect(first.code).toBe(report.verdict.exitCode);
      if (want.confidence) expect(report.verdict.confidence).toBe(want.confidence);
      if (want.rootCause)
        expect(
          report.incidents.map((incident: { rootCause: { advisory: string } }) => incident.rootCause.advisory),
        ).toContain(want.rootCause);
      const failed = report.results
        .filter((result: { state: string }) => result.state === 'fail')
        .map((result: { check: string }) => result.check);
      expect(failed).toEqual(expect.arrayContaining(want.mustFail ?? []));
      const rules = [...report.rules, ...report.verdict.caps].map((trace: { rule: string }) => trace.rule);
      expect(rules).toEqual(expect.arrayContaining([...(want.rules ?? []), ...(want.caps ?? [])]));
      for (const command of want.toDecide ?? []) expect(JSON.stringify(report.verdict.toDecide)).toContain(command);
      expect(report.results.filter((result: { state: string }) => result.state === 'error')).toEqual([]);
      expect((await run('check', '--from', join(bundles, name), '--json')).out).toBe(first.out);
    },
  );
});
