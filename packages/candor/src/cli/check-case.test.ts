import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
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
    env: { USER: 'tester' },
    interactive: false,
    colour: false,
    width: 100,
    now: () => new Date('2026-11-22T00:00:00Z'),
  };
  const code = await main(argv, terminal);
  return { code, out: out.join(''), err: err.join('') };
}

describe('candor check with a case', () => {
  it('writes nothing for a bundle without --case', async () => {
    const before = readdirSync('.');
    await run('check', '--from', join(bundles, '2025-12-12T1800'), '--json');
    expect(readdirSync('.')).toEqual(before);
    expect(existsSync('candor.d')).toBe(false);
  });

  it('records reports in a chain; what was found before is open, and the second names the hash of the first', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'candor-case-')), 'candor.d');
    const from = ['check', '--from', join(bundles, '2025-12-12T1800'), '--case', folder, '--json'];
    const first = JSON.parse((await run(...from)).out);
    const second = JSON.parse((await run(...from)).out);
    expect(readdirSync(join(folder, 'records')).filter((name) => !name.startsWith('.'))).toEqual([
      '000001-report.json',
      '000002-report.json',
    ]);
    expect(readdirSync(join(folder, 'reports'))).toHaveLength(2);
    const record = JSON.parse(readFileSync(join(folder, 'records/000001-report.json'), 'utf8'));
    expect(first.previous).toBe(null);
    expect(second.previous).toBe(record.body.sha256);
    const fails = (report: { results: { state: string; status: string; fingerprint: string; check: string }[] }) =>
      report.results.filter((result) => result.state === 'fail');
    const known = new Set(fails(first).map((result) => result.fingerprint));
    expect(new Set(fails(first).map((result) => result.status))).toEqual(new Set(['new']));
    expect(
      new Set(
        fails(second)
          .filter((result) => known.has(result.fingerprint))
          .map((result) => result.status),
      ),
    ).toEqual(new Set(['open']));
    const fresh = fails(second).filter((result) => !known.has(result.fingerprint));
    expect([...new Set(fresh.map((result) => result.check))]).toEqual(['PAY-30']);
  });
});
