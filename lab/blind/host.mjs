import { hide, replaceProgram } from '../lib/blinding.mjs';

const refuses = 'echo "Operation not permitted" >&2; exit 1';

/** @type {import('../lib/blinding.mjs').Blinding[]} */
export const blindings = [
  {
    id: 'nft-and-iptables-refuse',
    apply: async (lab) => {
      /** @type {import('../lib/seed.mjs').Undo[]} */ const undos = [];
      for (const path of ['/usr/sbin/nft', '/usr/sbin/xtables-nft-multi'])
        undos.push(await replaceProgram(lab, path, refuses));
      return async () => {
        for (const undo of undos.toReversed()) await undo();
      };
    },
  },
  { id: 'sshd-does-not-print-its-settings', apply: (lab) => replaceProgram(lab, '/usr/sbin/sshd', refuses) },
  { id: 'sshd-hangs', apply: (lab) => replaceProgram(lab, '/usr/sbin/sshd', 'exec sleep 3600') },
  { id: 'apt-refuses', apply: (lab) => replaceProgram(lab, '/usr/bin/apt-get', refuses) },
  {
    id: 'package-lists-five-days-old',
    apply: async (lab) => {
      const touch = (/** @type {string} */ when) =>
        lab.server.must(['sh', '-c', `find /var/lib/apt/lists -exec touch -h -d '${when}' {} +`]);
      await touch('5 days ago');
      return async () => {
        await touch('now');
      };
    },
  },
  { id: 'package-database-gone', apply: (lab) => hide(lab, '/var/lib/dpkg/status') },
  { id: 'dpkg-verify-says-nothing-and-fails', apply: (lab) => replaceProgram(lab, '/usr/bin/dpkg', 'exit 2') },
  { id: 'os-release-gone', apply: (lab) => hide(lab, '/usr/lib/os-release') },
  { id: 'certificate-file-gone', apply: (lab) => hide(lab, '/etc/ssl/station/fullchain.pem') },
];
