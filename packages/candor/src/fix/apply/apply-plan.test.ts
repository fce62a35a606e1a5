import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plannedFile } from '../testing/plan-of.js';
import { applyPlan, type ReadyFile } from './apply-plan.js';
import { journalIds, readJournal } from './journal.js';
import { readReal } from './real-file.js';
import { standingOf, undoFix } from './undo-fix.js';

const names = { now: new Date('2026-11-22T20:00:00Z'), random: 'abcdef' };
let home = '';
let state = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'candor-fix-'));
  state = join(home, 'state');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o644): string {
  const path = join(home, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function ready(path: string, after: string, mode: number | null = null): ReadyFile {
  const reading = readReal(path);
  const read = reading.state === 'there' ? reading.file : null;
  return { planned: plannedFile(path, read?.bytes.toString() ?? null, after, mode), read };
}

describe('a plan', () => {
  test('replaces a file as a whole, with its mode and owner, and is taken back byte for byte', () => {
    const path = write('compose.yaml', 'old\r\n', 0o640);
    const before = statSync(path);
    const applied = applyPlan(state, [ready(path, 'new\r\n')], names);
    expect(applied.files).toEqual([{ path, state: 'written', because: null }]);
    expect(readFileSync(path, 'utf8')).toBe('new\r\n');
    expect(statSync(path)).toMatchObject({ mode: before.mode, uid: before.uid, gid: before.gid });
    expect(readdirSync(home).sort()).toEqual(['compose.yaml', 'state']);
    expect(undoFix(state, readJournal(state, applied.journal.id))).toEqual([
      { path, state: 'restored', because: null },
    ]);
    expect(readFileSync(path, 'utf8')).toBe('old\r\n');
    expect(statSync(path).mode).toBe(before.mode);
    expect(undoFix(state, applied.journal)).toEqual([{ path, state: 'as-before', because: null }]);
  });

  test('makes a new file and removes it again', () => {
    const path = join(home, '.env');
    const applied = applyPlan(state, [ready(path, 'A=b\n', 0o600)], names);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(undoFix(state, applied.journal)).toEqual([{ path, state: 'removed', because: null }]);
    expect(existsSync(path)).toBe(false);
  });

  test('changes permission bits alone', () => {
    const path = write('.env', 'A=b\n', 0o644);
    const applied = applyPlan(state, [ready(path, 'A=b\n', 0o600)], names);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(standingOf(applied.journal.files[0] ?? expect.fail())).toBe('fixed');
    undoFix(state, applied.journal);
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  test('keeps the journal and the copies for the owner alone', () => {
    applyPlan(state, [ready(write('a', 'secret\n'), 'b\n')], names);
    const folder = join(state, journalIds(state)[0] ?? '');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });
});

describe('what is left alone', () => {
  test('a file that changed between the diff and the yes; the others are written', () => {
    const [one, two] = [write('one', 'old\n'), write('two', 'old\n')];
    const plan = [ready(one, 'new\n'), ready(two, 'new\n')];
    writeFileSync(one, 'somebody else\n');
    expect(applyPlan(state, plan, names).files).toEqual([
      { path: one, state: 'refused', because: 'it changed since it was read' },
      { path: two, state: 'written', because: null },
    ]);
    expect(readFileSync(one, 'utf8')).toBe('somebody else\n');
  });

  test('a file that appeared where a new one was to be', () => {
    const path = join(home, '.env');
    const plan = [ready(path, 'A=b\n')];
    writeFileSync(path, 'mine\n');
    expect(applyPlan(state, plan, names).files[0]).toMatchObject({
      state: 'refused',
      because: expect.stringContaining('there already'),
    });
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
  });

  test('a file that became a link to another', () => {
    const path = write('compose.yaml', 'old\n');
    const other = write('other', 'old\n');
    const plan = [ready(path, 'new\n')];
    rmSync(path);
    symlinkSync(other, path);
    expect(applyPlan(state, plan, names).files[0]).toMatchObject({
      state: 'refused',
      because: 'it is a symbolic link',
    });
    expect(readFileSync(other, 'utf8')).toBe('old\n');
  });

  test('a folder that became a link to another', () => {
    mkdirSync(join(home, 'site'));
    mkdirSync(join(home, 'other'));
    const path = write('site/compose.yaml', 'old\n');
    write('other/compose.yaml', 'old\n');
    const plan = [ready(path, 'new\n')];
    rmSync(join(home, 'site'), { recursive: true });
    symlinkSync(join(home, 'other'), join(home, 'site'));
    expect(applyPlan(state, plan, names).files[0]?.state).toBe('refused');
    expect(readFileSync(join(home, 'other/compose.yaml'), 'utf8')).toBe('old\n');
  });

  test.each([
    ['a symbolic link', (path: string) => symlinkSync('/etc/hostname', path), /symbolic link/],
    ['a folder', (path: string) => mkdirSync(path), /no regular file/],
    ['a file with two names', (path: string) => linkSync(write('first', 'x\n'), path), /2 names/],
    ['a huge file', (path: string) => writeFileSync(path, Buffer.alloc(1024 * 1024 + 1)), /more than/],
  ])('%s is not read', (_name, make, because) => {
    const path = join(home, 'file');
    make(path);
    expect(readReal(path)).toEqual({ state: 'refused', because: expect.stringMatching(because) });
  });

  test('a file that was changed after the fix keeps that change', () => {
    const path = write('compose.yaml', 'old\n');
    const { journal } = applyPlan(state, [ready(path, 'new\n')], names);
    writeFileSync(path, 'newer\n');
    expect(undoFix(state, journal)).toEqual([
      { path, state: 'refused', because: expect.stringContaining('after the fix') },
    ]);
    expect(readFileSync(path, 'utf8')).toBe('newer\n');
  });

  test('a copy that somebody changed is not put back', () => {
    const path = write('compose.yaml', 'old\n');
    const { journal } = applyPlan(state, [ready(path, 'new\n')], names);
    writeFileSync(join(state, journal.id, 'before-0'), 'evil\n');
    expect(undoFix(state, journal)[0]).toMatchObject({
      state: 'refused',
      because: expect.stringContaining('hash differs'),
    });
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  test.each(['../../etc', 'x', '', '20261122T200000Z-abcdeg'])('the id %j names no journal', (id) => {
    expect(() => readJournal(state, id)).toThrow(/no applied fix/);
  });

  test('a journal that is no journal', () => {
    const { journal } = applyPlan(state, [ready(write('a', 'b\n'), 'c\n')], names);
    writeFileSync(join(state, journal.id, 'journal.json'), '{"format":"candor-fix/1"}');
    expect(() => readJournal(state, journal.id)).toThrow(/cannot be read/);
  });
});
