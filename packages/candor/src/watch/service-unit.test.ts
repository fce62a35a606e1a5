import { describe, expect, it } from 'vitest';
import { serviceUnit } from './service-unit.js';

describe('serviceUnit', () => {
  it.each<[string[], string]>([
    [['/usr/bin/node', '/opt/candor/bin/candor.js', 'watch'], '/usr/bin/node /opt/candor/bin/candor.js watch'],
    [['/usr/bin/node', '/opt/a b/candor.js'], '/usr/bin/node "/opt/a b/candor.js"'],
    [['/opt/100%/$HOME/"x"'], '"/opt/100%%/$$HOME/\\"x\\""'],
  ])('writes %j as systemd reads it back', (command, line) => {
    expect(serviceUnit(command, '/srv')).toContain(`\nExecStart=${line}\n`);
  });
});
