import { describe, expect, it } from 'vitest';
import { parseTarget } from './parse-target.js';

describe('parseTarget', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113[.]9', '203.0.113.9'],
    ['[2001:db8::9]', '2001:db8::9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
    ['203.0.113.77/24', '203.0.113.0/24'],
    ['Pool.Example.ORG.', 'pool.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['_dmarc.example.org', '_dmarc.example.org'],
  ])('%s is %s', (given, text) => expect(parseTarget(given)).toMatchObject({ text }));

  it.each([
    ['2130706433', '127.0.0.1'],
    ['0x7f000001', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['010.0.0.1', '8.0.0.1'],
    ['1.2.3.4.', '1.2.3.4'],
    ['0x', '0.0.0.0'],
  ])('%s is never guessed', (given, meant) => {
    expect(parseTarget(given)).toMatchObject({ kind: 'none', hint: expect.stringContaining(meant) });
  });

  it.each([
    '',
    'evil',
    'mongo',
    'localhost',
    'printer.local',
    'db.internal',
    '1.0.0.127.in-addr.arpa',
    'http://203.0.113.9/x',
    '203.0.113.9:443',
    '203.0.113.9/24/24',
    'fe80::1%eth0',
    '-a.example.org',
    'a..example.org',
    'example.org; reboot',
    'example.org }\nflush ruleset',
    '１２７.0.0.1',
    `${'a'.repeat(64)}.example.org`,
    'x'.repeat(300),
  ])('%j is no target', (given) => expect(parseTarget(given).kind).toBe('none'));
});
