import { describe, expect, it } from 'vitest';
import { addressScope, isInRanges } from './address-scope.js';

describe('the scope of a listening address', () => {
  it.each([
    ['0.0.0.0', 'all'],
    ['*', 'all'],
    ['', 'all'],
    ['::', 'all'],
    ['[::]', 'all'],
    ['0.0.0.0%eth0', 'all'],
    ['not an address', 'all'],
    ['203.0.113.7', 'public'],
    ['2606:4700::1', 'public'],
    ['10.0.0.5', 'local-network'],
    ['172.18.0.1', 'local-network'],
    ['fe80::1%eth0', 'local-network'],
    ['fd00::1', 'local-network'],
    ['127.0.0.1', 'loopback'],
    ['127.0.0.53%lo', 'loopback'],
    ['[::1]', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:0.0.0.0', 'all'],
  ])('%s is %s', (address, scope) => expect(addressScope(address)).toBe(scope));
});

describe('membership in ranges', () => {
  it.each([
    ['104.16.0.1', ['104.16.0.0/13'], true],
    ['2606:4700::1', ['2606:4700::/32'], true],
    ['203.0.113.7', ['203.0.113.7'], true],
    ['203.0.113.7', ['104.16.0.0/13', '2606:4700::/32'], false],
    ['203.0.113.7', ['nonsense/99'], false],
    ['nonsense', ['0.0.0.0/0'], false],
  ])('%s in %j is %s', (address, ranges, expected) => expect(isInRanges(address, ranges)).toBe(expected));
});
