import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { applyForEver } from '../testing/kill-child.js';
import { journalIds, readJournal } from './journal.js';
import { removeLeftovers, undoFix } from './undo-fix.js';

const root = fileURLToPath(new URL('../../../../..', import.meta.url));
const source = fileURLToPath(new URL('../..', import.meta.url));
const rounds = 25;
/** A round of writing two files and taking them back takes 5 to 20 ms with syncs. */
const longestMs = 40;
let home = '';

/** The applying half as a program: its modules alone, transpiled, under a folder whose packages are the project's. */
beforeAll(() => {
  home = mkdtempSync(join(root, 'node_modules', '.candor-kill-'));
  const modules = [
    'apply/apply-plan',
    'apply/journal',
    'apply/real-file',
    'apply/replace-file',
    'apply/undo-fix',
    'testing/kill-child',
    'testing/plan-of',
  ];
  for (const name of ['core/errors', ...modules.map((name) => `fix/${name}`)]) {
    const text = readFileSync(join(source, `${name}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const file = join(home, `${name}.js`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, outputText);
  }
  const call =
    "import { applyForEver } from './fix/testing/kill-child.js';\napplyForEver(process.argv[2], JSON.parse(process.argv[3]));\n";
  writeFileSync(join(home, 'run.mjs'), call);
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs the program and kills it after a while; resolves when it is gone. */
function killedAfter(delayMs: number, state: string, pairs: Parameters<typeof applyForEver>[1]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(home, 'run.mjs'), state, JSON.stringify(pairs)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delayMs));
    child.once('close', (_code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(words))));
  });
}

test(`killed ${rounds} times at any moment: each file is the old or the new one, and the undo brings all back`, async () => {
  const place = join(home, 'site');
  const state = join(home, 'state');
  mkdirSync(place);
  const [compose, env, fresh] = [join(place, 'compose.yaml'), join(place, '.env'), join(place, 'new.conf')];
  const old = { [compose]: 'a: old\n'.repeat(3000), [env]: 'A=old\n' };
  const now = { [compose]: 'a: new, and longer\n'.repeat(3000), [env]: 'A=new\nB=c\n', [fresh]: 'fresh\n' };
  for (const [path, text] of Object.entries(old)) writeFileSync(path, text);
  const found = new Set<boolean>();
  for (let round = 0; round < rounds; round += 1) {
    await killedAfter(Math.random() * longestMs, state, Object.entries(now));
    for (const path of [compose, env]) {
      const text = readFileSync(path, 'utf8');
      expect([old[path], now[path]]).toContain(text);
      found.add(text === old[path]);
    }
    removeLeftovers(state);
    for (const id of journalIds(state)) undoFix(state, readJournal(state, id));
    expect(readdirSync(place).sort()).toEqual(['.env', 'compose.yaml']);
    for (const [path, text] of Object.entries(old)) expect(readFileSync(path, 'utf8')).toBe(text);
    rmSync(state, { recursive: true, force: true });
  }
  expect(found).toEqual(new Set([true, false]));
}, 60_000);
