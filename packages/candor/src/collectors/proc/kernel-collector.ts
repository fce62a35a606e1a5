import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { collected, missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { readFileArtifact } from '../host/file-artifact.js';
import { attempt } from './attempt.js';
import { readText } from './read-text.js';

const FILES: readonly (readonly [ArtifactId, string])[] = [
  ['host.os-release', '/etc/os-release'],
  ['host.uptime', '/proc/uptime'],
  ['host.loadavg', '/proc/loadavg'],
  ['host.meminfo', '/proc/meminfo'],
  ['host.cpu', '/proc/cpuinfo'],
  ['host.mounts', '/proc/mounts'],
];

/** Settings that checks read (HST-15, HST-18, EXP-07), as sysctl(8) names them. */
const SYSCTLS = [
  'kernel/kptr_restrict',
  'kernel/dmesg_restrict',
  'kernel/unprivileged_bpf_disabled',
  'kernel/yama/ptrace_scope',
  'kernel/core_pattern',
  'kernel/modules_disabled',
  'kernel/randomize_va_space',
  'kernel/tainted',
  'kernel/perf_event_paranoid',
  'fs/protected_hardlinks',
  'fs/protected_symlinks',
  'fs/protected_fifos',
  'fs/protected_regular',
  'fs/suid_dumpable',
  'net/ipv4/ip_forward',
  'net/ipv4/tcp_syncookies',
  'net/ipv4/conf/all/rp_filter',
  'net/ipv4/conf/default/rp_filter',
  'net/ipv4/conf/all/route_localnet',
  'net/ipv4/conf/all/accept_redirects',
  'net/ipv4/conf/all/accept_source_route',
  'net/ipv6/conf/all/accept_redirects',
  'net/ipv6/conf/all/forwarding',
  'net/ipv6/bindv6only',
];

/** Folders whose file system must not run full, or whose mount options matter. */
const PLACES = ['/', '/var', '/var/log', '/var/lib/docker', '/tmp', '/home', '/srv'];

/** What kind of machine this is: release, kernel, memory, load, mounts, settings, modules, free space. */
export const kernelCollector: Collector = {
  id: 'kernel',
  artifacts: [...FILES.map(([id]) => id), 'host.uname', 'host.sysctl', 'host.kernel', 'host.disk'],
  async collect(env) {
    return Promise.all([
      ...FILES.map(([id, path]) => readFileArtifact(env, id, path)),
      uname(env),
      sysctls(env),
      kernel(env),
      disk(env),
    ]);
  },
};

/** As `uname -a` prints it. */
async function uname(env: CollectorEnv): Promise<CollectedArtifact> {
  const names = ['ostype', 'hostname', 'osrelease', 'version'];
  const parts = await Promise.all(names.map((name) => readText(env.fs, `/proc/sys/kernel/${name}`)));
  if (parts[2] === null) return missing(env, 'host.uname', 'absent', '/proc/sys/kernel/osrelease is not there');
  const machine = (await readText(env.fs, '/proc/sys/kernel/arch'))?.trim() ?? machineName();
  const text = `${parts.map((part) => part?.trim() ?? 'unknown').join(' ')} ${machine} GNU/Linux\n`;
  return collected(env, 'host.uname', text, { source: { file: '/proc/sys/kernel/*' } });
}

function machineName(): string {
  return process.arch === 'x64' ? 'x86_64' : process.arch === 'arm64' ? 'aarch64' : process.arch;
}

/** As `sysctl -a` prints them: `net.ipv4.ip_forward = 1`. */
async function sysctls(env: CollectorEnv): Promise<CollectedArtifact> {
  const lines = await Promise.all(
    SYSCTLS.map(async (path) => {
      const value = await readText(env.fs, `/proc/sys/${path}`);
      return value === null ? '' : `${path.replaceAll('/', '.')} = ${value.trim()}\n`;
    }),
  );
  const text = lines.join('');
  if (text === '') return missing(env, 'host.sysctl', 'absent', '/proc/sys could not be read');
  return collected(env, 'host.sysctl', text, { source: { file: '/proc/sys' }, filtered: true });
}

/** Sections: taint, loaded modules, the running release, installed kernels (HST-04, HST-14). */
async function kernel(env: CollectorEnv): Promise<CollectedArtifact> {
  const files = ['/proc/sys/kernel/tainted', '/proc/sys/kernel/osrelease', '/proc/modules', '/proc/cmdline'];
  const texts = await Promise.all(files.map((path) => readText(env.fs, path, 1 << 20)));
  const installed = (await attempt(env.fs.list('/lib/modules'))) ?? [];
  const sections = files.map((path, index) => `==> ${path} <==\n${texts[index] ?? ''}`);
  const text = [...sections, `==> /lib/modules <==\n${installed.sort().join('\n')}\n`].join('\n');
  return collected(env, 'host.kernel', env.redact.text(text), { source: { file: '/proc/modules' } });
}

/** As `df -P -B1` prints it, with inodes in two more columns. */
async function disk(env: CollectorEnv): Promise<CollectedArtifact> {
  const lines = await Promise.all(
    PLACES.map(async (place) => {
      const space = await attempt(env.fs.space(place));
      if (space === null || space.bytes === 0) return '';
      const used = space.bytes - space.bytesFree;
      return `- ${space.bytes} ${used} ${space.bytesFree} ${Math.ceil((used / space.bytes) * 100)}% ${place} ${space.inodes} ${space.inodesFree}\n`;
    }),
  );
  const header = 'Filesystem 1-blocks Used Available Capacity Mounted-on Inodes IFree\n';
  return collected(env, 'host.disk', header + lines.join(''), { source: { api: 'statfs(2)' } });
}
