import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readActuatorRequest } from './actuator-request.js';

const block = { do: 'block', targets: ['51.81.104.115'], seconds: 600 };

describe('readActuatorRequest', () => {
  it.each([
    [block, { direction: 'both', keep: false, reason: '', by: '' }],
    [{ do: 'unblock', targets: ['51.81.104.0/24'] }, { by: '' }],
    [{ do: 'confirm', targets: ['2001:db8::/48'], by: 'watch' }, {}],
    [{ do: 'list' }, {}],
  ])('takes %j', (given, added) => expect(readActuatorRequest(JSON.stringify(given))).toEqual({ ...given, ...added }));

  it.each([
    ['not JSON', 'reboot'],
    ['a name', { ...block, targets: ['evil.example.org'] }],
    ['a decimal address', { ...block, targets: ['2130706433'] }],
    ['nft text', { ...block, targets: ['1.2.3.4 }; flush ruleset'] }],
    ['no target', { ...block, targets: [] }],
    ['too many', { ...block, targets: Array.from({ length: 257 }, () => '51.81.104.115') }],
    ['no expiry', { do: 'block', targets: ['51.81.104.115'] }],
    ['an expiry of zero', { ...block, seconds: 0 }],
    ['two years', { ...block, seconds: 63_072_000 }],
    ['a container', { ...block, container: 'app' }],
    ['another command', { do: 'exec', targets: ['51.81.104.115'] }],
    ['a list', [block]],
    ['a long line', { ...block, reason: 'x'.repeat(70_000) }],
  ])('refuses %s', (_, given) =>
    expect(typeof readActuatorRequest(typeof given === 'string' ? given : JSON.stringify(given))).toBe('string'),
  );

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (line) => void readActuatorRequest(line)));
    fc.assert(fc.property(fc.json(), (line) => void readActuatorRequest(line)));
  });
});
