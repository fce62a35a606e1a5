// Parts that are too heavy for the main install: real Node and Next releases, pinned in lab/package-lock.json.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { must, run } from './process.mjs';

const lab = fileURLToPath(new URL('..', import.meta.url));

/** Where the heavy parts are. */
export const parts = Object.freeze({
  node24: `${lab}node_modules/node24/bin/node`,
  nextFixed: `${lab}node_modules/next-fixed`,
  nextReact2shell: `${lab}node_modules/next-react2shell`,
});

/** Programs of Debian's packages that the lab cannot do without, by the package that has them. */
const programs = {
  'docker.io': 'dockerd',
  runc: 'runc',
  'nginx-light': 'nginx',
  iptables: 'iptables-restore',
  'openssh-server': 'sshd',
  'busybox-static': 'busybox',
  iproute2: 'ip',
};

/** What is missing here, in words; empty when the lab can run. */
export async function missingParts() {
  const missing = [];
  if (process.platform !== 'linux') return ['Linux'];
  if (process.getuid?.() !== 0) missing.push('root (the lab makes namespaces)');
  for (const [name, program] of Object.entries(programs)) {
    if ((await run(['sh', '-c', `command -v ${program}`])).code !== 0)
      missing.push(`${program} (Debian package ${name}; sh lab/install.sh)`);
  }
  if (missing.length === 0 && (await run(['unshare', '--net', '--pid', '--fork', 'true'])).code !== 0)
    missing.push('the right to make namespaces');
  return missing;
}

/** Installs the npm parts when they are not there (10 s). */
export async function installParts() {
  if (Object.values(parts).every((path) => existsSync(path))) return;
  await must(['npm', 'ci', '--omit=optional', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: lab,
    timeoutMs: 300_000,
  });
}
