import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownSink, parseStack, withoutSensorFrames } from './stack-frames.js';

const RUNTIME = '/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js';
const CASE = `at d.execSync (/app/.next/server/chunks/4437.js:2:309) | at Object.eval [as then] (eval at <anonymous> (${RUNTIME}:25:34007), <anonymous>:3:53) | at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;

describe('parseStack', () => {
  it('reads the joined stack of the case', () => {
    const frames = parseStack(CASE);
    expect(frames.map(({ functionName, file, line, column }) => [functionName, file, line, column])).toEqual([
      ['d.execSync', '/app/.next/server/chunks/4437.js', 2, 309],
      ['Object.eval [as then]', '<anonymous>', 3, 53],
      ['process.processTicksAndRejections', 'node:internal/process/task_queues', 95, 5],
    ]);
    expect(frames[1]?.evalOrigin).toEqual({ file: RUNTIME, line: 25, column: 34007 });
  });

  it.each([
    ['    at /app/server.js:1:2', null, '/app/server.js', 1],
    ['    at async Promise.all (index 0)', 'Promise.all', 'index 0', null],
    ['    at new Thing (file:///a/b.mjs:10:3)', 'Thing', 'file:///a/b.mjs', 10],
    [
      '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
      'TCPConnectWrap.afterConnect [as oncomplete]',
      'node:net',
      1555,
    ],
  ])('reads %s', (text, functionName, file, line) => {
    expect(parseStack(text)).toMatchObject([{ functionName, file, line }]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (text) => parseStack(`at ${text}\nat f (${text}:1:2)`).length >= 0),
    );
  });
});

describe('withoutSensorFrames', () => {
  it('drops the wrapper and keeps the caller', () => {
    expect(withoutSensorFrames(parseStack(CASE))[0]?.functionName).toBe('Object.eval [as then]');
  });

  it.each([
    'at job (/app/.next/server/app/page.js:1:2)',
    'at execSync (/app/scripts/tool.js:3:4) | at main (/app/scripts/tool.js:9:1)',
  ])('keeps %s', (stack) => {
    expect(withoutSensorFrames(parseStack(stack))).toHaveLength(parseStack(stack).length);
  });
});

describe('knownSink', () => {
  it.each([
    CASE,
    CASE.replace('app-page.runtime', 'app-page-turbo.runtime'),
    CASE.replace('app-page.runtime', 'app-page-experimental.runtime'),
    'at eval (eval at f (/app/node_modules/react-server-dom-webpack/cjs/react-server-dom-webpack-server.node.production.js:1:2), <anonymous>:1:1)',
  ])('knows the React Flight decoder in %s', (stack) => {
    expect(knownSink(parseStack(stack))?.cve).toBe('CVE-2025-55182');
  });

  it.each([
    `at renderToHTML (${RUNTIME}:25:34007)`,
    'at eval (eval at compile (/app/node_modules/lodash/template.js:3:4), <anonymous>:1:1)',
    'at Object.then (/app/src/then.js:1:1)',
    'at eval (eval at load (/app/node_modules/payload/dist/bin.js:1:1), <anonymous>:1:1)',
  ])('names no sink in %s', (stack) => {
    expect(knownSink(parseStack(stack))).toBeNull();
  });
});
