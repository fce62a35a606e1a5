import { lookup } from 'node:dns/promises';
import { collected } from '../artifact.js';
import type { Collector, CollectorEnv } from '../collected.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';

/** What names mean here: /etc/hosts, and `localhost` asked as every program asks (getaddrinfo(3), without a fork). */
export const resolverCollector: Collector = {
  id: 'resolver',
  artifacts: ['host.resolver'],
  async collect(env: CollectorEnv) {
    const hosts = (await readText(env.fs, '/etc/hosts', 1 << 20)) ?? '';
    const addresses = (await attempt(lookup('localhost', { all: true, order: 'verbatim' }))) ?? [];
    const lines = addresses.map(
      ({ address }, index) => `${address.padEnd(15)} STREAM${index === 0 ? ' localhost' : ''}\n`,
    );
    const separator = hosts.endsWith('\n') || hosts === '' ? '' : '\n';
    return [collected(env, 'host.resolver', hosts + separator + lines.join(''), { source: { file: '/etc/hosts' } })];
  },
};
