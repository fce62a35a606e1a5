import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyIndicator } from './classify-indicator.js';
import { importLimits, readIndicators } from './read-indicators.js';

const hash = 'ab'.repeat(32);

describe('one indicator', () => {
  it.each([
    ['203.0.113[.]9', 'ipv4', '203.0.113.9'],
    ['51.81.104.115', 'ipv4', '51.81.104.115'],
    ['2606:4700::1', 'ipv6', '2606:4700::1'],
    ['evil(.)example.org', 'domain', 'evil.example.org'],
    ['hxxp://51.81.104.115/nuts/x86', 'url', 'http://51.81.104.115/nuts/x86'],
    [hash.toUpperCase(), 'sha256', hash],
    ['cd'.repeat(16), 'md5', 'cd'.repeat(16)],
    ['/tmp/.x/AfUxImqu', 'path', '/tmp/.x/AfUxImqu'],
    ['8356864', 'size', '8356864'],
    [`4${'A'.repeat(94)}`, 'wallet', `4${'A'.repeat(94)}`],
  ])('%s is %s', (text, type, value) => {
    expect(classifyIndicator(text)).toEqual({ ok: true, indicator: { type, value } });
  });

  it.each([
    '',
    'two words',
    '127.0.0.1',
    '10.0.0.0/8',
    '192.168.1.4',
    '0.0.0.0',
    '1.2',
    '::1',
    'http://127.0.0.1/x',
    'http://github.com/x',
    'registry.npmjs.org',
    'localhost',
    '/bin/sh',
    '/tmp',
    '/',
    '0',
    '4096',
    'd41d8cd98f00b204e9800998ecf8427e',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'a'.repeat(501),
    'x\u001b[31my.example.org',
  ])('%j is none', (text) => expect(classifyIndicator(text).ok).toBe(false));
});

const stix = JSON.stringify({
  type: 'bundle',
  id: 'bundle--1',
  objects: [
    { type: 'indicator', pattern: "[ipv4-addr:value = '203.0.113.9'] OR [url:value = 'http://203.0.113.9/a']" },
    { type: 'indicator', pattern: `[file:hashes.'SHA-256' = '${hash}']` },
    { type: 'indicator', revoked: true, pattern: "[ipv4-addr:value = '203.0.113.10']" },
    { type: 'domain-name', value: 'evil.example.org' },
    { type: 'file', hashes: { MD5: 'cd'.repeat(16) } },
    { type: 'identity', name: '203.0.113.11' },
    null,
  ],
});

const misp = JSON.stringify({
  Event: {
    Attribute: [
      { type: 'ip-dst', value: '203.0.113.9', to_ids: true },
      { type: 'ip-dst', value: '203.0.113.10', to_ids: false },
      { type: 'ip-dst', value: '203.0.113.11', deleted: true },
      { type: 'comment', value: '203.0.113.12' },
      { type: '__proto__', value: '203.0.113.13' },
    ],
    Object: [{ Attribute: [{ type: 'filename|sha256', value: `x.elf|${hash}` }] }],
  },
});

describe('a list of indicators', () => {
  it.each([
    ['plain', '# feed\n203.0.113.9 # seen\n\nevil[.]example.org\n', ['203.0.113.9', 'evil.example.org']],
    [
      'csv',
      'date,value,comment\n2025-12-01,203.0.113.9,"a, b"\n2025-12-01,"evil.example.org",x\n',
      ['203.0.113.9', 'evil.example.org'],
    ],
    ['stix', stix, ['203.0.113.9', 'http://203.0.113.9/a', hash, 'evil.example.org', 'cd'.repeat(16)]],
    ['misp', misp, ['203.0.113.9', hash]],
    ['misp', `{"response":[${misp}]}`, ['203.0.113.9', hash]],
  ])('%s is read', (format, text, values) => {
    const read = readIndicators(text);
    expect(read.ok && [read.value.format, read.value.indicators.map((one) => one.value)]).toEqual([format, values]);
  });

  it.each([
    ['other JSON', '{"a":1}'],
    ['broken JSON', '{"type":"bundle",'],
    ['a deep one', `${'['.repeat(200_000)}"`],
    ['too large a one', 'x'.repeat(importLimits.bytes + 1)],
  ])('%s is refused', (_, text) => expect(readIndicators(text).ok).toBe(false));

  it('counts what it leaves out, by reason', () => {
    const read = readIndicators('127.0.0.1\n10.0.0.0/8\n203.0.113.9\n203.0.113.9\n');
    expect(read.ok && [read.value.indicators.length, read.value.skipped]).toEqual([
      1,
      { 'no public address': 1, 'a range of addresses': 1 },
    ]);
  });

  it('keeps at most as many as the limit says', () => {
    const many = Array.from({ length: importLimits.indicators + 5 }, (_, n) => `h${n}.example.org`).join('\n');
    const read = readIndicators(many);
    expect(read.ok && [read.value.indicators.length, read.value.skipped]).toEqual([
      importLimits.indicators,
      { [`beyond ${importLimits.indicators} indicators`]: 5 },
    ]);
  });

  it('never throws, and is done soon', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.constantFrom('\\'.repeat(50_000), "[url:value='".repeat(5000))),
        (text) => {
          const start = performance.now();
          readIndicators(text);
          readIndicators(JSON.stringify({ type: 'bundle', objects: [{ type: 'indicator', pattern: text }] }));
          return performance.now() - start < 500;
        },
      ),
      { numRuns: 200 },
    );
  });
});
