import { collected, failureDetail, missing, statusOf } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { commandArtifact } from '../command-artifact.js';
import { errorCode } from '../env/error-code.js';

const COSTS = 'whether a rule stops outsiders is not known';

/** Packet filters: nftables as JSON, both iptables, ufw. */
export const firewallCollector: Collector = {
  id: 'firewall',
  artifacts: ['firewall.nft', 'firewall.iptables', 'firewall.ip6tables', 'firewall.ufw'],
  async collect(env) {
    return Promise.all([
      commandArtifact(env, { id: 'firewall.nft', command: ['nft', '-j', 'list', 'ruleset'], costs: COSTS }),
      commandArtifact(env, { id: 'firewall.iptables', command: ['iptables-save', '-c'], costs: COSTS }),
      commandArtifact(env, { id: 'firewall.ip6tables', command: ['ip6tables-save', '-c'], costs: COSTS }),
      ufw(env),
    ]);
  },
};

/** ufw is a Python program; a disabled one is known from its configuration alone. */
async function ufw(env: CollectorEnv): Promise<CollectedArtifact> {
  const source = { file: '/etc/ufw/ufw.conf' };
  try {
    const text = (await env.fs.read(source.file)).bytes.toString();
    if (!/^\s*ENABLED=["']?yes/im.test(text)) return collected(env, 'firewall.ufw', 'Status: inactive\n', { source });
  } catch (error) {
    const absent = errorCode(error) === 'ENOENT';
    const detail = absent ? 'ufw is not installed' : failureDetail(env, source.file, error);
    return missing(env, 'firewall.ufw', statusOf(error), detail, { source });
  }
  return commandArtifact(env, {
    id: 'firewall.ufw',
    command: ['ufw', 'status', 'verbose'],
    costs: COSTS,
    timeoutMs: 4000,
  });
}
