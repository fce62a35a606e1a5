import { undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/ordinary.mjs').Variation} */
export const host = {
  id: 'cloud-firewall-only',
  title: 'No firewall on the host: the provider’s stands in front, unseen from here',
  apply: async (lab) => {
    const saved = await lab.server.must(['iptables-save', '-t', 'filter']);
    const saved6 = await lab.server.must(['ip6tables-save', '-t', 'filter']);
    await lab.server.must([
      'sh',
      '-c',
      'for t in iptables ip6tables; do $t -P INPUT ACCEPT && $t -F INPUT; done; iptables -F DOCKER-USER && iptables -A DOCKER-USER -j RETURN',
    ]);
    const load = async () => {
      await lab.server.must(['iptables-restore', '-T', 'filter'], { input: saved });
      await lab.server.must(['ip6tables-restore', '-T', 'filter'], { input: saved6 });
    };
    const undoFiles = [
      await writeHostFile(lab, '/etc/iptables/rules.v4', ''),
      await writeHostFile(lab, '/etc/iptables/rules.v6', ''),
    ];
    return undoAll([load, ...undoFiles]);
  },
};
