import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { main } from './main.js';
import type { Terminal } from './terminal.js';

const scratch = mkdtempSync(join(tmpdir(), 'candor-fail-on-new-'));
const original = join(import.meta.dirname, '../../../../test/bundles/2025-12-12T1800');
const repaired = join(scratch, 'repaired');

async function run(...argv: string[]) {
  const out: string[] = [];
  const terminal: Terminal = {
    stdout: (text) => void out.push(text),
    stderr: () => {},
    stdin: (async function* () {})(),
    env: { USER: 'ana' },
    interactive: false,
    colour: false,
    width: 100,
    now: () => new Date('2025-12-12T19:00:00Z'),
  };
  const code = await main([...argv, '--case', join(scratch, 'candor.d')], terminal);
  return { code, out: out.join('') };
}

interface Row {
  readonly state: string;
  readonly status: string;
  readonly check: string;
  readonly fingerprint: string;
}

async function check(from: string) {
  const { code, out } = await run('check', '--from', from, '--fail-on', 'new', '--json');
  const rows: readonly Row[] = JSON.parse(out).results;
  const fails = rows.filter((row) => row.state === 'fail');
  return { code, fails, fresh: fails.filter((row) => row.status !== 'open') };
}

/** The same host with the app under an account of its own. */
function repair(): void {
  cpSync(original, repaired, { recursive: true });
  const path = join(repaired, 'artifacts/05-docker-inspect.json');
  const containers: { Name: string; Config: { User?: string } }[] = JSON.parse(readFileSync(path, 'utf8'));
  for (const one of containers) if (one.Name === '/payload-payload-1') one.Config.User = '1000:1000';
  writeFileSync(path, JSON.stringify(containers));
  const manifest = join(repaired, 'manifest.json');
  const all: { artifacts: { path?: string; sha256?: string; sizeBytes?: number }[] } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  );
  for (const one of all.artifacts)
    if (one.path === 'artifacts/05-docker-inspect.json') {
      delete one.sha256;
      delete one.sizeBytes;
    }
  writeFileSync(manifest, JSON.stringify(all));
}

const names = (rows: readonly Row[]) => rows.map((row) => row.fingerprint);

afterAll(() => rmSync(scratch, { recursive: true }));

it('--fail-on new fails for what is new or came back, and not for what is open or accepted', async () => {
  repair();
  const first = await check(original);
  expect([first.code > 0, first.fresh.length === first.fails.length]).toEqual([true, true]);

  // The second report has one finding more: that an earlier one was left alone. The third has nothing new.
  await check(original);
  const third = await check(original);
  expect([third.code, third.fresh, third.fails.length > 0]).toEqual([0, [], true]);

  const better = await check(repaired);
  expect(better.code).toBe(0);
  const gone = third.fails.filter((row) => row.check === 'IMG-06' && !names(better.fails).includes(row.fingerprint));
  expect(gone).toHaveLength(1);

  const back = await check(original);
  expect([back.code > 0, names(back.fresh)]).toEqual([true, names(gone)]);

  for (const row of gone)
    expect((await run('accept', row.fingerprint, '--reason', 'the vendor image needs it')).code).toBe(0);
  await check(repaired);
  const accepted = await check(original);
  expect([accepted.code, accepted.fresh.map((row) => row.status)]).toEqual([0, gone.map(() => 'reopened')]);
});
