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

/** An empty list is what these print when there is nothing to tell. */
const mayBeEmpty = new Set(['docker.diff', 'container.sockets', 'host.cron', 'ssh.authorized-keys']);

/** @param {string} artifact @param {number} at @returns {Loss} */
function lossFor(artifact, at) {
  const loss = losses[at % losses.length] ?? 'denied';
  return loss === 'empty' && mayBeEmpty.has(artifact) ? 'half' : loss;
}

/** Every artefact with two kinds of loss, so that each kind meets many artefacts. @type {BundleBlinding[]} */
export const bundleBlindings = artifacts.flatMap((artifact, index) =>
  [lossFor(artifact, index), lossFor(artifact, index + 3)].map((loss) => ({
    id: `bundle-${artifact}-${loss}`,
    artifact,
    loss,
  })),
);
