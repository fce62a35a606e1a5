import { collected, missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { readText } from '../proc/read-text.js';
import { type Gathered, gatherSections, sectionsArtifact } from './gather-sections.js';

/** Accounts, who may become root, and which keys may log in. */
export const accountsCollector: Collector = {
  id: 'accounts',
  artifacts: ['host.users', 'host.sudoers', 'ssh.authorized-keys'],
  async collect(env) {
    return [
      await users(env),
      sectionsArtifact(env, 'host.sudoers', await gatherSections(env, ['/etc/sudoers', '/etc/sudoers.d'])),
      await authorizedKeys(env),
    ];
  },
};

async function users(env: CollectorEnv): Promise<CollectedArtifact> {
  const { sections, denied } = await gatherSections(env, ['/etc/passwd', '/etc/group', '/etc/shadow']);
  if (!sections.some((section) => section.path === '/etc/passwd')) {
    return missing(env, 'host.users', 'absent', '/etc/passwd could not be read');
  }
  const text = sections.map(
    ({ path, text }) => `==> ${path} <==\n${path === '/etc/shadow' ? shadowStatus(text) : text}`,
  );
  const detail = denied.length === 0 ? null : '/etc/shadow: permission denied; run with sudo to see empty passwords';
  const status = denied.length === 0 ? 'ok' : 'truncated';
  return collected(env, 'host.users', text.join('\n'), { source: { file: '/etc/passwd' }, status, detail });
}

/** shadow(5) with each hash replaced: empty stays empty, `!` or `*` is locked, `set` is anything else. */
function shadowStatus(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const fields = line.split(':');
      const secret = fields[1];
      if (secret === undefined || secret === '') return line;
      return [fields[0], /^[!*]/.test(secret) ? '!' : 'set', ...fields.slice(2)].join(':');
    })
    .join('\n');
}

async function authorizedKeys(env: CollectorEnv): Promise<CollectedArtifact> {
  const passwd = (await readText(env.fs, '/etc/passwd', 4 << 20)) ?? '';
  const homes = new Set(passwd.split('\n').flatMap((line) => line.split(':')[5] ?? []));
  const usable = [...homes].filter((home) => home.startsWith('/') && home !== '/' && !home.startsWith('/nonexistent'));
  const places = [...usable, '/root'].flatMap((home) => [
    `${home}/.ssh/authorized_keys`,
    `${home}/.ssh/authorized_keys2`,
  ]);
  const found: Gathered = await gatherSections(env, [...new Set([...places, '/etc/ssh/authorized_keys.d'])]);
  return sectionsArtifact(env, 'ssh.authorized-keys', found, redactOptions(env));
}

/** The key itself is public; only a password in a `command=` or `environment=` option is a secret. */
function redactOptions(env: CollectorEnv): (text: string) => string {
  return (text) => text.replace(/^[^\n]*(?:command|environment)="[^\n]*/gm, (line) => env.redact.text(line));
}
