import { describe, expect, it } from 'vitest';
import { globMatches } from './glob.js';
import { nginxSizeBytes, nginxTimeMs } from './units.js';

describe('nginxSizeBytes', () => {
  it.each([
    ['0', 0],
    ['1024', 1024],
    ['8k', 8192],
    ['1M', 1048576],
    ['1g', 1073741824],
    ['1t', null],
    ['', null],
    ['-1', null],
  ])('%s', (text, bytes) => {
    expect(nginxSizeBytes(text)).toBe(bytes);
  });
});

describe('nginxTimeMs', () => {
  it.each([
    ['60', 60_000],
    ['60s', 60_000],
    ['500ms', 500],
    ['1h 30m', 5_400_000],
    ['1M', 2_592_000_000],
    ['off', null],
    ['', null],
  ])('%s', (text, ms) => {
    expect(nginxTimeMs(text)).toBe(ms);
  });
});

describe('globMatches', () => {
  it.each([
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/b/c', false],
    ['/a/*', '/a/.b', false],
    ['/a/.*', '/a/.b', true],
    ['/a/*.conf', '/a/x.conf', true],
    ['/a/*.conf', '/a/x.conf.bak', false],
    ['/a/?[0-9].c', '/a/x7.c', true],
    ['/a/[!b]', '/a/b', false],
    ['/a/\\*', '/a/*', true],
    ['/*/b', '/a/b', true],
    ['/a/b', '/a/b', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(globMatches(pattern, path)).toBe(expected);
  });
});
