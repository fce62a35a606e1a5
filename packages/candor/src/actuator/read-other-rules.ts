import { readFileSync } from 'node:fs';
import { inertRules, type OtherRule, type Surroundings } from '../block/inert-rules.js';
import { namesInSavedRules, ufwSavedRules } from '../block/saved-rules.js';
import { readIptablesSave, readNft } from '../formats/firewall/index.js';
import type { RunProgram } from './run-program.js';

/** Tables of iptables-nft: read through iptables-save, which says more about them. */
const compatible = new Set(['filter', 'nat', 'mangle', 'raw', 'security']);

/** More tables than these are not looked at one by one. */
const maxTables = 20;

/** What of other tools refuses addresses on this host, and what could not be read. */
export interface OtherRules {
  readonly rules: readonly OtherRule[];
  readonly unread: readonly string[];
}

/** Rules of iptables, ip6tables, nft, ufw and fail2ban that name addresses (rules 28 to 30). */
export async function readOtherRules(run: RunProgram, around: Surroundings): Promise<OtherRules> {
  const unread: string[] = [];
  const saved = await Promise.all([
    fromSave(run, 'iptables', around, unread),
    fromSave(run, 'ip6tables', around, unread),
    fromNft(run, around, unread),
  ]);
  return { rules: [...saved.flat(), ...fromFiles()], unread };
}

async function fromSave(
  run: RunProgram,
  tool: 'iptables' | 'ip6tables',
  around: Surroundings,
  unread: string[],
): Promise<OtherRule[]> {
  const { exitCode, stdout, notFound } = await run([`${tool}-save`, '-c']);
  if (notFound) return [];
  const read = exitCode === 0 && stdout !== '' ? readIptablesSave(stdout, tool === 'iptables' ? 'ip' : 'ip6') : null;
  if (read?.ok) return inertRules(tool, read.value, around);
  if (exitCode !== 0 || read !== null) unread.push(`${tool}-save`);
  return [];
}

async function fromNft(run: RunProgram, around: Surroundings, unread: string[]): Promise<OtherRule[]> {
  const list = await run(['nft', 'list', 'tables']);
  if (list.exitCode !== 0) {
    unread.push('nft');
    return [];
  }
  const tables = [...list.stdout.matchAll(/^table (\S+) (\S+)$/gm)].map(
    ([, family = '', name = '']) => [family, name] as const,
  );
  const foreign = tables.filter(([family, name]) => name !== 'candor' && !(compatible.has(name) && family !== 'inet'));
  const read = await Promise.all(
    foreign.slice(0, maxTables).map(async ([family, name]) => {
      const { stdout } = await run(['nft', '-j', 'list', 'table', family, name]);
      const rules = readNft(stdout);
      if (!rules.ok) unread.push(`nft table ${family} ${name}`);
      return rules.ok ? inertRules('nft', rules.value, around) : [];
    }),
  );
  return read.flat();
}

function fromFiles(): OtherRule[] {
  const active = /^\s*ENABLED=["']?yes/im.test(textOf('/etc/ufw/ufw.conf'));
  const ufw = ['/etc/ufw/user.rules', '/etc/ufw/user6.rules'].map(textOf).join('\n');
  const files = ['/etc/iptables/rules.v4', '/etc/iptables/rules.v6'];
  return [...ufwSavedRules(ufw, active), ...files.flatMap((file) => namesInSavedRules(file, textOf(file)))];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not installed, or only root reads it: then the kernel's own rules could not be read either
  }
}
