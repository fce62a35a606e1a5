import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { parseAddress, parseRange } from '../block/ip-range.js';
import type { HostView } from '../block/never-list.js';
import { ipv4Routes, ipv6Routes, localIpv4, localIpv6, type Route, tcpRows } from './proc-net.js';

/** How the host is looked at: `/proc`, `/sys`, `/etc` below a root, and the caller's variables. */
export interface HostPlaces {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Programs that serve SSH; systemd holds the listener of a socket unit, so ports count as well. */
const sshPrograms = /^(?:sshd|dropbear|tailscaled|teleport)/;

/** `ARPHRD_NONE`: tun and WireGuard devices (if_arp.h). */
const tunnelType = '65534';

/** What must stay reachable, read from the kernel's tables; needs no rights. */
export function readHost(places: HostPlaces): HostView {
  const read = (path: string) => readText(`${places.root}${path}`);
  const routes = [...ipv4Routes(read('/proc/net/route')), ...ipv6Routes(read('/proc/net/ipv6_route'))];
  const inner = innerDevices(places.root);
  const resolvers = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'].flatMap((path) => resolversOf(read(path)));
  return {
    own: [...localIpv4(read('/proc/net/fib_trie')), ...localIpv6(read('/proc/net/if_inet6'))],
    inner: networksOf(routes, inner),
    gateways: [...new Set(routes.flatMap(({ gateway }) => gateway ?? []))],
    resolvers: [...new Set(resolvers)],
    sshPeers: sshPeers(places, read),
  };
}

function networksOf(routes: readonly Route[], devices: ReadonlySet<string>): string[] {
  const networks = routes.filter(({ device, network }) => devices.has(device) && !network.endsWith('/0'));
  return [...new Set(networks.map(({ network }) => network))].filter((network) => parseRange(network) !== null);
}

/** Bridges (Docker, libvirt) and tunnels. */
function innerDevices(root: string): Set<string> {
  const names = listOf(`${root}/sys/class/net`);
  return new Set(
    names.filter(
      (name) =>
        listOf(`${root}/sys/class/net/${name}/bridge`).length > 0 ||
        readText(`${root}/sys/class/net/${name}/type`).trim() === tunnelType,
    ),
  );
}

function resolversOf(text: string): string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S{1,64})/gm)]
    .map((found) => (found[1] ?? '').replace(/%.*$/, ''))
    .filter((address) => parseAddress(address) !== null);
}

/** Peers of SSH: by the variables of this session (sudo takes them away), by the port, and by the program that holds the socket. */
function sshPeers({ root, env }: HostPlaces, read: (path: string) => string): string[] {
  const [caller = '', , , servedPort = ''] = (env.SSH_CONNECTION ?? '').split(' ');
  const client = (env.SSH_CLIENT ?? '').split(' ')[0] ?? '';
  const ports = new Set([22, ...sshPorts(root, read), ...(/^\d+$/.test(servedPort) ? [Number(servedPort)] : [])]);
  const held = sshInodes(root);
  const rows = [...tcpRows(read('/proc/net/tcp')), ...tcpRows(read('/proc/net/tcp6'))];
  for (const row of rows) if (row.state === 10 && held.has(row.inode)) ports.add(row.localPort);
  const peers = rows
    .filter(({ state, localPort, inode }) => state === 1 && (ports.has(localPort) || held.has(inode)))
    .map(({ peer }) => peer);
  const stated = [caller, client].map((text) => text.replace(/%.*$/, '')).filter((text) => parseAddress(text) !== null);
  return [...new Set([...stated, ...peers])];
}

/** `Port` and `ListenAddress` of sshd_config(5) and its folder. */
function sshPorts(root: string, read: (path: string) => string): number[] {
  const files = [
    '/etc/ssh/sshd_config',
    ...listOf(`${root}/etc/ssh/sshd_config.d`).map((name) => `/etc/ssh/sshd_config.d/${name}`),
  ];
  return files.flatMap((file) =>
    [...read(file).matchAll(/^\s*(?:Port\s+|ListenAddress\s+\S+:)(\d{1,5})\s*$/gim)].map((found) => Number(found[1])),
  );
}

/** Inodes of sockets that SSH servers hold; empty without the right to look into their descriptors. */
function sshInodes(root: string): Set<string> {
  const pids = listOf(`${root}/proc`).filter((name) => /^[1-9]\d{0,9}$/.test(name));
  const own = pids.filter((pid) => sshPrograms.test(readText(`${root}/proc/${pid}/comm`)));
  return new Set(
    own.flatMap((pid) =>
      listOf(`${root}/proc/${pid}/fd`).flatMap((fd) => {
        const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`${root}/proc/${pid}/fd/${fd}`))?.[1];
        return inode === undefined ? [] : [inode];
      }),
    ),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // a kernel without IPv6, a process that ended, a file that only root reads
  }
}

function listOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // as in readText
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // as in readText
  }
}
