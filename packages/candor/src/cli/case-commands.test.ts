import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { main } from './main.js';
import type { Terminal } from './terminal.js';

const bundle = join(import.meta.dirname, '../../../../test/bundles/2025-12-12T2242');
const scene = { folder: '' };
const clock = { now: new Date('2025-12-12T23:30:00Z') };

async function run(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    stdin: (async function* () {})(),
    env: { USER: 'ana' },
    interactive: false,
    colour: false,
    width: 100,
    now: () => clock.now,
  };
  const code = await main([...argv, '--case', scene.folder], terminal);
  return { code, out: out.join(''), err: err.join('') };
}

interface Told {
  readonly previous: string | null;
  readonly verdict: { readonly status: string };
  readonly results: readonly {
    evidence: { artifact: string; subject: string; excerpt?: string }[];
    check: string;
    subject: string;
    state: string;
    fingerprint: string;
    questions: string[];
  }[];
  readonly dismissals: readonly { fingerprint: string; state: string; refusedBy: string[] }[];
  readonly amendments: readonly { claim: string; state: string; refusedBy: string[] }[];
  readonly ledger: readonly { what: string }[];
  readonly questionsAndRisks: readonly { q: string }[];
}

async function check(): Promise<Told> {
  const { out, err } = await run('check', '--from', bundle, '--json');
  expect(err).toBe('');
  return JSON.parse(out);
}

beforeAll(async () => {
  scene.folder = join(mkdtempSync(join(tmpdir(), 'candor-case-')), 'candor.d');
  await check();
});

describe('the commands of a case', () => {
  it('verify, list and report tell of the recorded report, in the bytes of its day', async () => {
    const [name = ''] = readdirSync(join(scene.folder, 'reports'));
    const stored = readFileSync(join(scene.folder, 'reports', name), 'utf8');
    expect((await run('case', 'verify')).code).toBe(0);
    expect((await run('case', 'list')).out).toContain('000001');
    expect((await run('report', '--json')).out).toBe(stored);
    expect((await run('report', '1', '--format', 'markdown')).out).toContain('SUMMARY');
  });

  it.each([
    [['report', '999'], 65, 'there is no report'],
    [['report', '--diff', '1'], 64, 'two reports'],
    [['dismiss', 'XYZ-99@host', '--justification', 'x', '--hypothesis', 'y'], 65, 'nearest'],
    [['note', 'watch', '203.0.113.9', '--until', '2020-01-01'], 64, 'over already'],
    [['note', 'watch', 'not an indicator', '--until', '2026-01-01'], 65, 'no indicator'],
    [['indicators', 'import', '/nowhere'], 65, 'cannot read'],
    [['amend', '1', '--claim', 'x', '--retest', 'curl http://x'], 64, 'no retest'],
    [['ledger', 'add', 'x', '--at', 'yesterday'], 64, 'no date'],
  ])('%j exits %i', async (argv, code, told) => {
    const result = await run(...argv);
    expect([result.code, result.err.includes(told)]).toEqual([code, true]);
  });

  it('a dismissal by testimony is refused with its rules and writes nothing', async () => {
    const finding = (await check()).results.find((one) => one.state === 'fail' && one.check.startsWith('RTC-'));
    const before = (await run('case', 'list')).out;
    const { code, err } = await run(
      ...['dismiss', finding?.fingerprint ?? '', '--justification', 'benign_producer_reproduced'],
      ...['--hypothesis', 'false positives of the monitor', '--testimony', 'confirmed by the user'],
    );
    expect([code, /TESTIMONY/.test(err), /FP_NEEDS_PRODUCER/.test(err), /would change that/.test(err)]).toEqual([
      65,
      true,
      true,
      true,
    ]);
    expect((await run('case', 'list')).out).toBe(before);
  });

  it('a dismissal with evidence and a passing retest holds at the next check, and not when its retest cannot be run', async () => {
    const report = await check();
    const cited = report.results.flatMap((one) =>
      one.state === 'fail' && !/^(?:RTC|PER)-/.test(one.check)
        ? one.evidence.flatMap((ref) => ((ref.excerpt ?? '').length > 3 ? [{ one, ref }] : []))
        : [],
    );
    const { one: finding, ref: shown } = cited[0] ?? {};
    const passing = report.results.find((one) => one.state === 'pass' && one.check !== finding?.check);
    const dismiss = (retest: string) =>
      run(
        ...['dismiss', finding?.fingerprint ?? '', '--justification', 'inline_mitigations_already_exist'],
        ...['--hypothesis', 'The proxy in front does the same', '--retest', retest],
        ...['--evidence', `${shown?.artifact}@${shown?.subject}: ${shown?.excerpt}`],
        ...['--rival-cannot-explain', 'an attacker would not have written this line'],
      );
    expect((await dismiss('check:XXX-99=pass')).err).toContain('RETEST_FAILED');
    const held = await dismiss(`check:${passing?.check}@${passing?.subject}=pass`);
    expect([held.code, held.err.includes('recorded')]).toEqual([0, true]);
    const next = await check();
    expect(next.results.find((one) => one.fingerprint === finding?.fingerprint)?.state).toBe('dismissed');
    expect(next.dismissals).toContainEqual(
      expect.objectContaining({ fingerprint: finding?.fingerprint, kind: 'dismissal', state: 'valid' }),
    );
  });

  it.each([
    ['package:next>=15.3.6', true],
    ['package:next>=15.0.0', false],
    ['package:sharp>=0.99.0', false],
  ])('the retest %s is run at once where the report knows the version: refused %s', async (retest, refused) => {
    const told = await run('amend', '1', '--claim', 'Next was upgraded, the hole is fixed', '--retest', retest);
    expect(told.err.includes('RETEST_FAILED')).toBe(refused);
  });

  it('an acceptance keeps finding and verdict; RTC is out of its reach', async () => {
    const report = await check();
    const config = report.results.find(
      (one) =>
        one.state === 'fail' &&
        /^(?:CTR|EXP|FWL|HST)-/.test(one.check) &&
        one.questions.some((q) => q === 'Q1' || q === 'Q7'),
    );
    const rtc = report.results.find((one) => one.state === 'fail' && one.check.startsWith('RTC-'));
    expect((await run('accept', config?.fingerprint ?? '', '--reason', 'the vendor image needs it')).code).toBe(0);
    expect((await run('accept', rtc?.fingerprint ?? '', '--reason', 'we can live with it')).code).toBe(65);
    const next = await check();
    expect(next.results.find((one) => one.fingerprint === config?.fingerprint)?.state).toBe('fail');
    expect(next.dismissals).toContainEqual(
      expect.objectContaining({ fingerprint: config?.fingerprint, kind: 'acceptance', state: 'valid' }),
    );
    expect(next.verdict.status).toBe(report.verdict.status);
  });

  it('ledger, amendment, indicator and watch come back in the next report', async () => {
    await run('ledger', 'add', 'container recreated from a clean image', '--at', '2025-12-12T18:10:00Z');
    await run('amend', '1', '--claim', 'All of this was a false positive');
    const list = join(scene.folder, '..', 'list.txt');
    writeFileSync(list, '203[.]0.113.77\n8.8.4.4\n51.81.104.115\n');
    expect((await run('indicators', 'import', list)).err).toContain('recorded');
    await run('note', 'watch', 'quiet.example.org', '--until', '2026-01-31');
    const next = await check();
    expect(next.ledger.map((one) => one.what)).toContain('container recreated from a clean image');
    expect(next.amendments.at(-1)).toMatchObject({
      state: 'unsupported-claim',
      refusedBy: expect.arrayContaining(['FP_NEEDS_PRODUCER']),
    });
    expect(next.results.some((one) => one.check === 'RTC-16' && one.state === 'fail')).toBe(true);
    expect(next.questionsAndRisks.some((one) => one.q.includes('quiet.example.org'))).toBe(true);
    expect((await run('indicators', 'list')).out).toContain('203.0.113.77');
  });

  it('--diff names what is new and what stays', async () => {
    const diff = JSON.parse((await run('report', '--diff', '1', '2', '--json')).out);
    expect(diff).toMatchObject({ from: { verdict: expect.any(String) }, fixed: [], reopened: [] });
    expect(diff.stillOpen).toBeGreaterThan(0);
    expect((await run('report', '--diff', '1', '2')).out).toContain('still open');
  });

  it('an edited record stops every command with 65 and its name', async () => {
    const path = join(scene.folder, 'records/000002-report.json');
    const text = readFileSync(path, 'utf8');
    rmSync(path);
    writeFileSync(path, text.replace('"verdict": "', '"verdict": "NOT '));
    for (const argv of [['case', 'verify'], ['case', 'list'], ['report'], ['check', '--from', bundle, '--json']]) {
      const { code, err } = await run(...argv);
      expect([argv[0], code, err.includes('000002-report.json')]).toEqual([argv[0], 65, true]);
    }
  });
});
