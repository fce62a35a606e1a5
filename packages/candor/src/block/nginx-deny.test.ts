import { describe, expect, it } from 'vitest';
import type { Block } from './block.js';
import { innerAccessRules, nginxDenyText, nginxObstacles } from './nginx-deny.js';

const at = new Date('2026-11-22T12:00:00Z');
const block: Block = {
  id: 'abc',
  target: '51.81.104.115',
  addresses: ['51.81.104.115', '2001:db8::/48'],
  direction: 'both',
  container: null,
  reason: 'x; } evil',
  by: 'you',
  at,
  expires: new Date('2026-11-22T13:00:00Z'),
  provisionalUntil: null,
  also: ['nginx'],
  proof: null,
};
const good =
  'http {\n  include /etc/nginx/conf.d/*.conf;\n  set_real_ip_from 104.16.0.0/13;\n  real_ip_header CF-Connecting-IP;\n}\n';

describe('nginxDenyText', () => {
  it('lists addresses with their end, and no word of anybody', () =>
    expect(nginxDenyText([block])).toBe(
      '# Written by candor block; candor unblock and candor blocks refresh take entries out.\ndeny 51.81.104.115; # abc, until 2026-11-22T13:00:00.000Z\ndeny 2001:db8::/48; # abc, until 2026-11-22T13:00:00.000Z\n',
    ));
  it.each([[[]], [[{ ...block, also: [] }]]])('of nothing is nothing', (blocks) =>
    expect(nginxDenyText(blocks)).toBeNull(),
  );
});

describe('nginxObstacles', () => {
  it('finds none in a configuration that knows the client', () => expect(nginxObstacles(good)).toEqual([]));
  it.each([
    ['no include', good.replace('include', '#include'), /does not include/],
    ['no header', good.replace('real_ip_header', '# real_ip_header'), /takes the edge for the client/],
    ['nobody trusted', good.replace('set_real_ip_from', '# set_real_ip_from'), /takes the edge for the client/],
  ])('names %s', (_, dump, why) => expect(nginxObstacles(dump).join()).toMatch(why));
});

it('counts rules of inner places, but not its own', () => {
  const dump = `# configuration file /etc/nginx/nginx.conf:\n${good}location /admin { \n allow 10.0.0.0/8;\n deny all;\n}\n# configuration file /etc/nginx/conf.d/candor-deny.conf:\ndeny 51.81.104.115;\n`;
  expect(innerAccessRules(dump)).toBe(2);
});
