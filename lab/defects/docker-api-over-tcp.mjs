import { openFirewall, startOnHost, undoAll } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'docker-api-over-tcp',
  title: 'Something answers on the port of the Docker API, and the firewall lets it',
  expects: ['EXP-06'],
  apply: async (lab) =>
    undoAll([
      await openFirewall(lab, ['INPUT', '-p', 'tcp', '--dport', '2375', '-j', 'ACCEPT']),
      await startOnHost(lab, 'node -e "require(\\"net\\").createServer().listen(2375, \\"0.0.0.0\\")"'),
    ]),
};
