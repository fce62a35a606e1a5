import { connect } from 'node:tls';
import { collected, failureDetail, missing, statusOf } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { certificatePaths, serverNames } from '../nginx/config-paths.js';
import { nginxConfig } from '../nginx/nginx-config.js';
import { hostSockets } from '../proc/sockets-collector.js';

const TIMEOUT_MS = 2000;
const MAX_NAMES = 10;

/** Certificates of the configuration's files, and as served on loopback for each name. */
export const tlsCollector: Collector = {
  id: 'certificates',
  artifacts: ['tls.certificate'],
  async collect(env) {
    const { status, detail, content } = await nginxConfig(env);
    const config = content.toString();
    if (status !== 'ok' && status !== 'absent' && env.policy.publicNames.length === 0) {
      return [missing(env, 'tls.certificate', status, `nginx could not be asked for its certificates: ${detail}`)];
    }
    const disk = await mapLimited(certificatePaths(config).slice(0, 40), 4, (path) => fromDisk(env, path));
    const names = [...new Set([...env.policy.publicNames, ...serverNames(config)])].slice(0, MAX_NAMES);
    const { lines } = await hostSockets(env);
    const listens = (lines ?? []).some((line) => /^tcp LISTEN \d+ \d+ (?:0\.0\.0\.0|\*|127\.0\.0\.1):443 /.test(line));
    const served = listens ? await mapLimited(names, 4, (name) => fromServer(env, name)) : [];
    return [...disk, ...served].map((artifact, index) => ({ ...artifact, order: index + 1 }));
  },
};

async function fromDisk(env: CollectorEnv, path: string): Promise<CollectedArtifact> {
  const source = { file: path };
  try {
    const text = (await env.fs.read(path, { maxBytes: 1 << 20 })).bytes.toString();
    // A file may hold the key as well: only certificates are kept.
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,100000}-----END CERTIFICATE-----/g) ?? [];
    return collected(env, 'tls.certificate', `${blocks.join('\n')}\n`, { source });
  } catch (error) {
    return missing(env, 'tls.certificate', statusOf(error), failureDetail(env, path, error), { source });
  }
}

function fromServer(env: CollectorEnv, name: string): Promise<CollectedArtifact> {
  const source = { api: `TLS 127.0.0.1:443 ${name}` };
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: 443, servername: name, rejectUnauthorized: false });
    const fail = (error: unknown) => {
      socket.destroy();
      resolve(
        missing(env, 'tls.certificate', statusOf(error), failureDetail(env, `TLS for ${name}`, error), { source }),
      );
    };
    socket.setTimeout(TIMEOUT_MS, () => fail({ code: 'ETIMEDOUT' }));
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      const pem = certificate?.toString() ?? '';
      resolve(collected(env, 'tls.certificate', pem, { source }));
    });
  });
}
