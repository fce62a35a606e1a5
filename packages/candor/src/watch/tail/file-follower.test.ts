import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileCursor } from './cursor.js';
import { FileFollower, longestLineBytes } from './file-follower.js';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-tail-'));
  path = join(folder, 'app.log');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A reader as the watcher is: it keeps what it read together with the cursors, and may be killed before it kept them. */
class Reader {
  readonly lines: string[] = [];
  readonly losses: string[] = [];
  cursors: readonly FileCursor[] = [];
  now = new Date('2026-11-22T12:00:00Z');
  #follower: FileFollower | null = null;

  poll(keep = true, budgetBytes = 1 << 22): void {
    this.now = new Date(this.now.getTime() + 200);
    this.#follower ??= FileFollower.open(path, this.cursors, { fromStart: true, now: this.now });
    const { chunks, cursors, losses } = this.#follower.poll(this.now, budgetBytes);
    if (!keep) {
      this.kill();
      return;
    }
    this.lines.push(...chunks.flatMap((chunk) => chunk.toString().replace(/\n$/, '').split('\n')));
    this.losses.push(...losses.map((loss) => loss.because));
    this.cursors = cursors;
  }

  kill(): void {
    this.#follower?.close();
    this.#follower = null;
  }
}

let written = 0;
function write(count: number): void {
  let text = '';
  for (let index = 0; index < count; index++) text += `2026-11-22T12:00:00Z line ${written++}\n`;
  appendFileSync(path, text);
}

/** As Docker's json-file driver: the oldest goes, the others move up by one name, a new file begins. */
function rotate(files = 3): void {
  if (!existsSync(path)) return;
  if (existsSync(`${path}.${files}`)) unlinkSync(`${path}.${files}`);
  for (let number = files - 1; number >= 1; number--)
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  renameSync(path, `${path}.1`);
  writeFileSync(path, '');
}

function copyTruncate(): void {
  if (!existsSync(path)) return;
  if (existsSync(`${path}.1`)) renameSync(`${path}.1`, `${path}.2`);
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

const numbers = (lines: readonly string[]) => lines.map((line) => Number(line.split(' ').at(-1)));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('FileFollower', () => {
  beforeEach(() => {
    written = 0;
  });

  it('begins at the end when nothing is known and nothing else is asked for', () => {
    write(3);
    const now = new Date(0);
    const follower = FileFollower.open(path, [], { fromStart: false, now });
    write(1);
    expect(follower.poll(now, 1000).chunks.map(String)).toEqual(['2026-11-22T12:00:00Z line 3\n']);
    follower.close();
  });

  it('hands a line over when it is whole, never before', () => {
    const reader = new Reader();
    appendFileSync(path, 'half ');
    reader.poll();
    expect(reader.lines).toEqual([]);
    appendFileSync(path, 'whole\n');
    reader.poll();
    expect(reader.lines).toEqual(['half whole']);
  });

  it('waits for a file that is not there yet, and reads it from its start', () => {
    const reader = new Reader();
    reader.poll();
    write(2);
    reader.poll();
    expect(numbers(reader.lines)).toEqual([0, 1]);
  });

  it('reads what was written to the old file after the rotation', () => {
    const reader = new Reader();
    write(2);
    reader.poll();
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'late line 2\n');
    written = 3;
    write(1);
    reader.poll();
    appendFileSync(`${path}.1`, 'later line 4\n');
    reader.poll();
    expect(numbers(reader.lines)).toEqual([0, 1, 2, 3, 4]);
  });

  it('ends the last line of a rotated file that has no line end, after a minute', () => {
    const reader = new Reader();
    appendFileSync(path, 'line 0\ncut off');
    reader.poll();
    rotate();
    reader.poll();
    expect(reader.lines).toEqual(['line 0']);
    reader.now = new Date(reader.now.getTime() + 61_000);
    reader.poll();
    reader.poll();
    expect(reader.lines).toEqual(['line 0', 'cut off']);
  });

  it('follows two rotations between two looks', () => {
    const reader = new Reader();
    write(5);
    reader.poll();
    write(1);
    rotate();
    write(2);
    rotate();
    write(1);
    reader.poll();
    expect(numbers(reader.lines)).toEqual(upTo(9));
    expect(reader.losses).toEqual([]);
  });

  it('takes from the copy what was not read before copytruncate', () => {
    const reader = new Reader();
    write(5);
    reader.poll();
    write(3);
    copyTruncate();
    write(40);
    reader.poll();
    expect(numbers(reader.lines)).toEqual(upTo(48));
  });

  it('says so when a file was cut to nothing and no copy is there', () => {
    const reader = new Reader();
    write(5);
    reader.poll();
    truncateSync(path, 0);
    write(1);
    reader.poll();
    expect(reader.losses).toEqual(['the file was cut to nothing, and no copy of what was not read yet is there']);
    expect(numbers(reader.lines)).toEqual(upTo(6));
  });

  it('says so when rotation removed the file while nothing was following', () => {
    const reader = new Reader();
    write(5);
    reader.poll();
    reader.kill();
    for (let turn = 0; turn < 5; turn++) {
      rotate();
      write(1);
    }
    reader.poll();
    expect(reader.losses).toEqual(['the file was rotated out of reach while nothing was following it']);
    expect(numbers(reader.lines)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
  });

  it('does not follow a link, which could lead to any file', () => {
    const reader = new Reader();
    writeFileSync(join(folder, 'secret'), 'a secret line 1\n');
    symlinkSync(join(folder, 'secret'), path);
    reader.poll();
    expect(reader.lines).toEqual([]);
  });

  it('hands a line of two megabytes over in pieces', () => {
    appendFileSync(path, `${'x'.repeat(2 * longestLineBytes)}\nline 1\n`);
    const reader = new Reader();
    reader.poll();
    expect(reader.lines.map((line) => line.length)).toEqual([longestLineBytes, longestLineBytes, 0, 6]);
  });

  it('neither loses nor doubles a line, whatever the order of writes, rotations, looks and kills', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 30 }).map((count) => () => write(count)) },
      { weight: 2, arbitrary: fc.constant('rotate' as const) },
      { weight: 4, arbitrary: fc.constant('poll' as const) },
      { weight: 2, arbitrary: fc.constant('poll in pieces' as const) },
      { weight: 1, arbitrary: fc.constant('killed before it was kept' as const) },
      { weight: 1, arbitrary: fc.constant('kill' as const) },
    );
    fc.assert(
      fc.property(fc.constantFrom('rename', 'copy'), fc.array(step, { minLength: 5, maxLength: 60 }), (way, steps) => {
        rmSync(folder, { recursive: true, force: true });
        folder = mkdtempSync(join(tmpdir(), 'candor-tail-'));
        path = join(folder, 'app.log');
        written = 0;
        const reader = new Reader();
        write(1);
        reader.poll();
        let rotations = 0;
        for (const one of steps) {
          if (typeof one === 'function') one();
          else if (one === 'rotate') {
            const most = way === 'rename' ? 3 : 1;
            if (rotations >= most) continue; // more would remove what was not read yet
            if (way === 'copy' && rotations > 0) continue;
            way === 'rename' ? rotate() : copyTruncate();
            write(1);
            rotations += 1;
          } else {
            if (one === 'kill') reader.kill();
            else reader.poll(one !== 'killed before it was kept', one === 'poll in pieces' ? 100 : 1 << 22);
            if (one === 'poll') rotations = 0;
          }
        }
        for (let turn = 0; turn < 4; turn++) reader.poll();
        reader.kill();
        expect(reader.losses).toEqual([]);
        expect(numbers(reader.lines).sort((a, b) => a - b)).toEqual(upTo(written));
      }),
      { numRuns: 200 },
    );
  });
});
