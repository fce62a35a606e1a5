// Ways to blind a check of a bundle: one artefact id at a time loses its content, each in another way.

/** @typedef {'denied' | 'absent' | 'timeout' | 'not-collected' | 'unlisted' | 'half' | 'empty' | 'garbage'} Loss */
/** @typedef {{ id: string, artifact: string, loss: Loss }} BundleBlinding */

const losses = /** @type {const} */ (['denied', 'timeout', 'not-collected', 'unlisted', 'half', 'empty', 'garbage']);
const artifacts = [
  'host.processes',
  'host.sockets',
  'container.sockets',
  'docker.inspect',
  'docker.ps',
  'docker.diff',
  'docker.logs',
  'docker.version',
  'nginx.config',
  'nginx.access-log',
  'firewall.iptables',
  'firewall.nft',
  'ssh.config',
  'ssh.authorized-keys',
  'host.cron',
  'host.systemd-units',
  'host.os-release',
  'host.pending-updates',
  'compose.file',
  'app.installed',
  'tls.certificate',
  'http.probe',
  'mongo.probe',
  'collector.self',
];

/** Every artefact with two kinds of loss, so that each kind meets many artefacts. @type {BundleBlinding[]} */
export const bundleBlindings = artifacts.flatMap((artifact, index) =>
  [losses[index % losses.length], losses[(index + 3) % losses.length]].map((loss) => ({
    id: `bundle-${artifact}-${loss}`,
    artifact,
    loss: /** @type {Loss} */ (loss),
  })),
);
