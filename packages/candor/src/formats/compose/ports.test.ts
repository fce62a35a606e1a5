// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose variables are the text under test
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParseWarning } from '../../core/parsed.js';
import type { ComposePort } from './model.js';
import { hostScopeOf, readPort } from './ports.js';
import { readYamlTree } from './yaml-tree.js';

function port(yaml: string): { port: ComposePort | null; warnings: readonly ParseWarning[] } {
  const read = readYamlTree('c.yml', yaml);
  if (!read.ok || read.value === null) throw new Error('bad example');
  const warnings: ParseWarning[] = [];
  return { port: readPort(read.value, warnings), warnings };
}

const range = (from: number, to = from) => ({ from, to });

describe('readPort', () => {
  it.each([
    ['"3000"', '', 'all', null, range(3000), 'tcp'],
    ['3000', '', 'all', null, range(3000), 'tcp'],
    ['"3000-3005"', '', 'all', null, range(3000, 3005), 'tcp'],
    ['"8000:8000"', '', 'all', range(8000), range(8000), 'tcp'],
    ['"9090-9091:8080-8081"', '', 'all', range(9090, 9091), range(8080, 8081), 'tcp'],
    ['"9090-9099:80"', '', 'all', range(9090, 9099), range(80), 'tcp'],
    ['"127.0.0.1:8001:8001"', '127.0.0.1', 'loopback', range(8001), range(8001), 'tcp'],
    ['"127.0.0.53::53/udp"', '127.0.0.53', 'loopback', null, range(53), 'udp'],
    ['"6060:6060/udp"', '', 'all', range(6060), range(6060), 'udp'],
    ['"[::1]:80:80"', '::1', 'loopback', range(80), range(80), 'tcp'],
    ['"[::]:80:80"', '::', 'all', range(80), range(80), 'tcp'],
    ['"::1:80:80"', '::1', 'loopback', range(80), range(80), 'tcp'],
    ['"0.0.0.0:80:80"', '0.0.0.0', 'all', range(80), range(80), 'tcp'],
    ['"192.0.2.7:80:80"', '192.0.2.7', 'address', range(80), range(80), 'tcp'],
    ['"[::ffff:127.0.0.1]:80:80"', '::ffff:127.0.0.1', 'loopback', range(80), range(80), 'tcp'],
    [
      '{target: 80, published: "8080", host_ip: 127.0.0.1, protocol: udp}',
      '127.0.0.1',
      'loopback',
      range(8080),
      range(80),
      'udp',
    ],
    ['{target: 80}', '', 'all', null, range(80), 'tcp'],
    ['{target: 80, published: 8000-8009, mode: host}', '', 'all', range(8000, 8009), range(80), 'tcp'],
  ])('reads %s', (yaml, hostIp, hostScope, published, target, protocol) => {
    const { port: read, warnings } = port(yaml);
    expect(read).toMatchObject({ hostIp, hostScope, published, target, protocol, line: 1 });
    expect(warnings).toEqual([]);
  });

  it.each(['"99999:80"', '"80:http"', '"a.b.c:80:80"', '"80-70:80"', '"80:80/icmp"', '"1-3:1-2"', '""'])(
    'warns about %s',
    (yaml) => {
      expect(port(yaml).warnings).toHaveLength(1);
    },
  );

  it.each([
    ['22:22', 1],
    ['"22:22"', 0],
    ['8080:80', 0],
    ['56:40', 1],
    ["'56:40'", 0],
  ])('knows the base-60 trap in %s', (yaml, expected) => {
    const { port: read, warnings } = port(yaml);
    expect(warnings).toHaveLength(expected);
    expect(read?.published).not.toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const tree = {
          kind: 'scalar',
          value: text,
          source: text,
          plain: true,
          unresolved: [],
          tag: null,
          file: 'a',
          line: 1,
        } as const;
        readPort(tree, []);
      }),
    );
  });
});

describe('hostScopeOf', () => {
  it.each([
    ['', 'all'],
    ['127.255.0.1', 'loopback'],
    ['10.0.0.1', 'address'],
    ['0:0:0:0:0:0:0:0', 'all'],
    ['${X}', 'unknown'],
    ['example.org', 'unknown'],
  ])('%s is %s', (ip, scope) => {
    expect(hostScopeOf(ip)).toBe(scope);
  });
});
