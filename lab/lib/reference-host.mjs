// The host part of the reference stack: packet filter, units, the program.
import { cp, mkdir, symlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const repo = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The packet filter and the units, where Debian has them, and Candor as `npm install -g` leaves it.
 * @param {import('./world.mjs').Host} server @param {string} own the folder `host` of the example */
export async function setHost(server, own) {
  const { root } = server;
  await mkdir(`${root}/etc/nftables.d`, { recursive: true });
  await cp(`${own}/nftables.conf`, `${root}/etc/nftables.conf`);
  await cp(`${own}/edge-ranges.nft`, `${root}/etc/nftables.d/edge-ranges.nft`);
  await cp(`${own}/systemd`, `${root}/etc/systemd/system`, { recursive: true });
  await enableUnit(root, 'sysinit.target', '/lib/systemd/system/nftables.service');
  await enableUnit(root, 'timers.target', '/etc/systemd/system/candor-check.timer');
  await symlink(`${repo}/packages/candor/bin/candor.js`, `${root}/usr/bin/candor`);
  await server.must(['nft', '-f', '/etc/nftables.conf']);
}

/** `systemctl enable`. @param {string} root @param {string} target @param {string} unit */
async function enableUnit(root, target, unit) {
  const wants = `${root}/etc/systemd/system/${target}.wants`;
  await mkdir(wants, { recursive: true });
  await symlink(unit, `${wants}/${unit.slice(unit.lastIndexOf('/') + 1)}`);
}
