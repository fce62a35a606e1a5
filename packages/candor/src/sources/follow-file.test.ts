import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followFile } from './follow-file.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-follow-'));
  path = join(folder, 'log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const append = (text: string) => appendFileSync(path, text);

/** Follows while the steps happen, one each time that the follower has nothing to read and waits. */
async function follow(steps: readonly (() => void)[], fromStart = false) {
  const lines: string[] = [];
  const lost: string[] = [];
  const end = new AbortController();
  const left = [...steps];
  const sleep = async () => {
    const step = left.shift();
    if (step) step();
    else end.abort();
  };
  await followFile(
    {
      path,
      fromStart,
      sleep,
      onLines: (read) => lines.push(...read),
      onLost: (_count, why) => lost.push(why),
    },
    end.signal,
  );
  return { lines, lost };
}

describe('followFile', () => {
  it('begins at the end', async () => {
    append('old\n');
    expect(await follow([() => append('new\n')])).toEqual({ lines: ['new'], lost: [] });
  });

  it('begins at the start when asked', async () => {
    append('old\n');
    expect((await follow([() => append('new\n')], true)).lines).toEqual(['old', 'new']);
  });

  it('waits for a torn line', async () => {
    append('');
    expect((await follow([() => append('to'), () => append('rn\nnext'), () => append('\n')])).lines).toEqual([
      'torn',
      'next',
    ]);
  });

  it('waits for a file that is not there yet', async () => {
    expect((await follow([() => undefined, () => append('first\n')])).lines).toEqual(['first']);
  });

  it('reads what was written before a rename, and the new file from its start', async () => {
    append('');
    const rotate = () => {
      append('last\n');
      renameSync(path, `${path}.1`);
      append('first of the new\n');
    };
    expect(await follow([rotate])).toEqual({ lines: ['last', 'first of the new'], lost: [] });
  });

  it('reads what was rotated away between two looks', async () => {
    append('');
    const rotate = (text: string) => {
      append(text);
      for (const place of [2, 1, 0])
        try {
          renameSync(place === 0 ? path : `${path}.${place}`, `${path}.${place + 1}`);
        } catch {
          // there are fewer rotated files yet
        }
    };
    const steps = () => {
      rotate('a\n');
      rotate('b\n');
      rotate('c\n');
      append('d\n');
    };
    expect((await follow([steps])).lines).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says that a cut file lost something, and goes on', async () => {
    append('');
    const result = await follow([
      () => append('one\n'),
      () => {
        truncateSync(path);
      },
      () => append('two\n'),
    ]);
    expect(result.lines).toEqual(['one', 'two']);
    expect(result.lost).toEqual([`${path} was cut short while it was read: what stood between is not known`]);
  });

  it('rejects with the system error of what is no file', async () => {
    path = folder;
    await expect(follow([])).rejects.toThrow(/EISDIR/);
  });

  it('bytes that are no UTF-8 do not end it', async () => {
    append('');
    expect((await follow([() => writeFileSync(path, Buffer.from([0xff, 0x41, 10]))])).lines).toEqual(['\ufffdA']);
  });
});
