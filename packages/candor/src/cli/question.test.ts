import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { question } from './question.js';

/** A person who types `chunks`, one after another, as soon as something is asked; then hangs up. */
function person(...chunks: string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const shown: string[] = [];
  output.on('data', (text: Buffer) => {
    shown.push(String(text));
    const next = chunks.shift();
    if (next === undefined) return;
    setImmediate(() => (next === '' ? input.end() : input.write(next)));
  });
  return { input, output, shown };
}

describe('a question', () => {
  it('is answered by one line, trimmed', async () => {
    const streams = person('  ana \n');
    expect(await question('Your name', streams)).toBe('ana');
    expect(streams.shown.join('')).toBe('Your name: ');
  });

  it.each([
    ['an empty line', '\n', ''],
    ['a line of Windows', 'ana\r\n', 'ana'],
    ['other scripts', 'Añá 😀\n', 'Añá 😀'],
  ])('takes %s', async (_case, typed, want) => {
    expect(await question('Your name', person(typed))).toBe(want);
  });

  it('takes a paste of three lines as three answers, and shows each with its question', async () => {
    const streams = person('one\ntwo\nthree\n');
    const answers = [await question('A', streams), await question('B', streams), await question('C', streams)];
    expect(answers).toEqual(['one', 'two', 'three']);
    expect(streams.shown.join('')).toBe('A: B: two\nC: three\n');
  });

  it('asks on when the paste is used up', async () => {
    const streams = person('one\ntwo\n', 'three\n');
    const answers = [await question('A', streams), await question('B', streams), await question('C', streams)];
    expect(answers).toEqual(['one', 'two', 'three']);
  });

  it('ends with the input as wrong usage, and names itself', async () => {
    await expect(question('Your name', person(''))).rejects.toMatchObject({
      code: 'USAGE',
      exitCode: 64,
      message: 'the input ended at "Your name": nothing was written',
    });
  });
});
