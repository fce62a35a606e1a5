import { setFirewall } from '../lib/host-setup.mjs';
import { openServer } from '../lib/lab.mjs';

/** @type {import('../lib/ordinary.mjs').OwnHost} */
export const host = {
  id: 'plain-vps',
  title: 'A server with sshd and a firewall, without Docker, a web server or an app',
  open: async () => {
    const base = await openServer();
    try {
      // Debian's Docker is on the machine below: this server never had it.
      await base.server.must(['dpkg', '--force-depends', '--purge', 'docker.io', 'containerd', 'runc']);
      await setFirewall(base.server, { docker: false });
      return base;
    } catch (error) {
      await base.close();
      throw error;
    }
  },
  declares: (base) => `sshKeys: ['${base.ssh.fingerprint}']\n`,
};
