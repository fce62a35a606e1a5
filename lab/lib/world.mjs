// Hosts on one wire, each in unnamed namespaces that live as long as their holder process:
//   wire    a bridge, nobody's address
//   server  203.0.113.10 (RFC 5737), 2001:db8::10: own root, processes, mounts, name (server-init.sh)
//   edge    192.0.2.5: the proxy in front of the public names
//   prober  100.64.0.66: anybody on the public internet
//   sink    51.81.104.115: the address of the December 2025 case, here nothing but a listener on the wire
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hold, must, run, until } from './process.mjs';

/** Addresses of the hosts on the wire. */
export const addresses = Object.freeze({
  server: { v4: '203.0.113.10', v6: '2001:db8::10' },
  edge: { v4: '192.0.2.5', v6: '2001:db8::5' },
  prober: { v4: '100.64.0.66', v6: '2001:db8::66' },
  sink: { v4: '51.81.104.115', v6: '2001:db8::99' },
});

const repo = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** @param {number} pid @returns {number} the only child of `pid`, 0 while there is none (proc(5), task/TID/children) */
function childOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

/** @param {number} wire @param {string} name @param {number} pid @param {{ v4: string, v6: string }} address */
async function plug(wire, name, pid, address) {
  const inside = ['nsenter', `--net=/proc/${pid}/ns/net`, 'ip'];
  await must(['nsenter', `--net=/proc/${wire}/ns/net`, 'ip', '-batch', '-'], {
    input: `link add ${name} type veth peer name eth0 netns ${pid}\nlink set ${name} master br0 up\n`,
  });
  // Everything is on-link: ARP and neighbour discovery find it without a router.
  await must([...inside, '-batch', '-'], {
    input: [
      'link set lo up',
      `addr add ${address.v4}/32 dev eth0`,
      `addr add ${address.v6}/64 dev eth0 nodad`,
      'link set eth0 up',
      'route add default dev eth0 scope link\n',
    ].join('\n'),
  });
}

/** @typedef {ReturnType<typeof hold>} Holder */

/** Waits for busybox' init in the server's namespaces. @param {Holder} holder @returns {Promise<number>} its pid */
async function initOf(holder) {
  try {
    const pid = await until('the server namespace', () => childOf(holder.pid));
    await until('the server init', () => commandOf(pid).includes('busybox init'));
    return pid;
  } catch (error) {
    await holder.stop();
    throw new Error(`the server did not start: ${holder.lastWords()}`, { cause: error });
  }
}

/** @param {number} pid @returns {string} its arguments, spaces between */
function commandOf(pid) {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

/** A holder that has left this machine's network namespace: nothing may be plugged in before that. @param {Holder} holder */
async function separated(holder) {
  await until('a namespace holder', () => commandOf(holder.pid).startsWith('sleep '));
  return holder;
}

/** A host: `exec` enters all its namespaces, `root` is its file system as seen from here.
 * @param {number} pid @param {readonly string[]} flags */
function host(pid, flags) {
  const enter = ['nsenter', '-t', String(pid), ...flags, '--'];
  return {
    pid,
    root: `/proc/${pid}/root`,
    enter,
    /** @param {readonly string[]} command @param {import('./process.mjs').RunOptions} [options] */
    run: (command, options) => run([...enter, ...command], options),
    /** @param {readonly string[]} command @param {import('./process.mjs').RunOptions} [options] */
    must: (command, options) => must([...enter, ...command], options),
  };
}
/** @typedef {ReturnType<typeof host>} Host */

/** @param {Holder} wire @param {number} server @param {readonly { name: string, holder: Holder }[]} others */
async function connect(wire, server, others) {
  const inWire = ['nsenter', `--net=/proc/${wire.pid}/ns/net`, 'ip'];
  await must([...inWire, 'link', 'add', 'br0', 'type', 'bridge']);
  await must([...inWire, 'link', 'set', 'br0', 'up']);
  await plug(wire.pid, 'server', server, addresses.server);
  for (const { name, holder } of others)
    await plug(wire.pid, name, holder.pid, addresses[/** @type {'edge'} */ (name)]);
}

/** Builds the wire and its hosts (0.2 s). `close` kills every process on them; mounts and interfaces go with them. */
export async function createWorld() {
  const wire = hold(['unshare', '--net', 'sleep', 'infinity']);
  const others = ['edge', 'prober', 'sink'].map((name) => ({
    name,
    holder: hold(['unshare', '--net', '--mount', 'sleep', 'infinity']),
  }));
  const serverHolder = hold([
    ...['unshare', '--mount', '--net', '--pid', '--uts', '--ipc', '--fork', '--kill-child'],
    ...['sh', fileURLToPath(new URL('server-init.sh', import.meta.url)), repo],
  ]);
  let pid = 0;
  const close = async () => {
    await Promise.all([wire, ...others.map((other) => other.holder)].map((holder) => holder.stop()));
    await serverHolder.stop(pid || undefined);
  };
  try {
    pid = await initOf(serverHolder);
    await Promise.all([wire, ...others.map((other) => other.holder)].map(separated));
    await connect(wire, pid, others);
  } catch (error) {
    await close();
    throw error;
  }
  /** @param {string} name */
  const outside = (name) => host(others.find((other) => other.name === name)?.holder.pid ?? 0, ['-n', '-m']);
  const server = host(pid, ['-m', '-p', '-n', '-u', '-i']);
  return { server, edge: outside('edge'), prober: outside('prober'), sink: outside('sink'), close };
}
/** @typedef {Awaited<ReturnType<typeof createWorld>>} World */
