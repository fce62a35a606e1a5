import { describe, expect, it } from 'vitest';
import { shellWords } from './shell-words.js';

describe('shellWords', () => {
  it.each([
    ['npm run start', ['npm', 'run', 'start']],
    ["sh -c 'apk add x && y'", ['sh', '-c', 'apk add x && y']],
    ['a "b \\" c" \'d\\\'', ['a', 'b " c', 'd\\']],
    ['a\\ b', ['a b']],
    ["''", ['']],
    ['  ', []],
    ['', []],
    ['"open', ['open']],
    ['tail\\', ['tail\\']],
    ['a | b', ['a', '|', 'b']],
  ])('%s', (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });
});
