import { type Block, endOf } from './block.js';

/** Where the list lies: Debian's and nginx.org's nginx.conf include this folder in `http`. */
export const nginxDenyFile = '/etc/nginx/conf.d/candor-deny.conf';

/** The word in `also` of a block that nginx holds too. */
export const nginxMark = 'nginx';

/**
 * The list for nginx (ngx_http_access_module): at the level of `http`, so that every server and location without rules of
 * its own takes it over. Behind an edge the packets come from the edge; only nginx knows the client. Null = no such block.
 */
export function nginxDenyText(blocks: readonly Block[]): string | null {
  const held = blocks.filter(({ also }) => also.includes(nginxMark));
  const lines = held.flatMap((block) =>
    block.addresses.map((address) => `deny ${address}; # ${block.id}, until ${endOf(block).toISOString()}`),
  );
  if (lines.length === 0) return null;
  return `# Written by candor block; candor unblock and candor blocks refresh take entries out.\n${[...new Set(lines)].join('\n')}\n`;
}

/** Why a list would be inert with the running configuration (`nginx -T`); empty = it works. */
export function nginxObstacles(dump: string): string[] {
  const text = dump.replace(/^\s*#.*$/gm, '');
  const obstacles: string[] = [];
  if (!/^\s*include\s+\/etc\/nginx\/conf\.d\/\*\.conf\s*;/m.test(text))
    obstacles.push('nginx.conf does not include /etc/nginx/conf.d/*.conf');
  if (!/^\s*real_ip_header\s+\S+\s*;/m.test(text) || !/^\s*set_real_ip_from\s+\S+\s*;/m.test(text))
    obstacles.push(
      'nginx takes the edge for the client: set_real_ip_from and real_ip_header are missing (check NGX says how)',
    );
  return obstacles;
}

/** Rules that stand at inner levels: places with their own do not take the list over. */
export function innerAccessRules(dump: string): number {
  const foreign = dump.split(/^# configuration file /m).filter((part) => !part.startsWith(`${nginxDenyFile}:`));
  return foreign.join('\n').match(/^\s*(?:allow|deny)\s+\S+\s*;/gm)?.length ?? 0;
}
