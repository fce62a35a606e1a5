// The world of the suite `block`: a server with a real engine, a container that publishes a port, a program on a port of
// the host, the attacker of the case (who calls, and serves a payload) and an ordinary visitor.
import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { launchEngine, startEngine } from './engine.mjs';
import { importFolder, withFolder } from './images.mjs';
import { openServer } from './lab.mjs';
import { must, until } from './process.mjs';
import { addresses } from './world.mjs';

/** @typedef {import('./world.mjs').Host} Host */
/** @typedef {'attacker' | 'visitor'} Who */

/** Ports of the server: published by the container, bound on the host, and translated by rules without Docker's chains. */
export const ports = Object.freeze({ published: 8080, host: 8081, plainDnat: 8082 });

const serve = `require('http').createServer((q, s) => s.end('served')).listen(Number(process.argv[1]), '::')`;

/** An HTTP server in a host's namespaces; it ends with this process. @param {Host} host @param {number} port */
async function listen(host, port) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...host.enter, process.execPath, '-e', serve, String(port)], {
    stdio: 'ignore',
  });
  await until(
    `port ${port}`,
    async () => (await host.run(['curl', '-s', '-m', '1', `http://[::1]:${port}/`])).code === 0,
  );
  return () => void child.kill('SIGKILL');
}

/** busybox with its applets, as a container's whole root. @param {import('./docker-api.mjs').Docker} docker */
async function importBusybox(docker) {
  await withFolder(async (root) => {
    for (const folder of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'www']) await mkdir(`${root}/${folder}`);
    await cp('/usr/bin/busybox', `${root}/bin/busybox`);
    for (const applet of ['grep', 'httpd', 'nc', 'sh']) await symlink('busybox', `${root}/bin/${applet}`);
    await writeFile(`${root}/www/index.html`, 'served');
    await importFolder(docker, root, 'busybox:1', ['ENV PATH=/bin']);
  });
}

/** A network with both families and a container in it that serves and publishes. @param {import('./docker-api.mjs').Docker} docker */
async function startContainer(docker) {
  await docker.call('POST', '/networks/create', {
    json: {
      Name: 'site',
      EnableIPv6: true,
      IPAM: { Config: [{ Subnet: '172.28.0.0/16' }, { Subnet: 'fd00:28::/64' }] },
    },
  });
  await docker.create('app', {
    Image: 'busybox:1',
    Cmd: ['httpd', '-f', '-p', '[::]:80', '-h', '/www'],
    ExposedPorts: { '80/tcp': {} },
    HostConfig: {
      NetworkMode: 'site',
      PortBindings: { '80/tcp': [{ HostIp: '', HostPort: String(ports.published) }] },
      RestartPolicy: { Name: 'always' },
    },
  });
  await docker.start('app');
}

/** The pid of the daemon on the server. @param {Host} server */
async function daemonPid(server) {
  const pids = (await readdir(`${server.root}/proc`)).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const comm = await readFile(`${server.root}/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (comm === 'dockerd\n') return pid;
  }
  throw new Error('no dockerd runs on the server');
}

/** Ends the daemon and starts it again, as an upgrade does; containers live on. @param {Host} server @param {import('./docker-api.mjs').Docker} docker */
async function restartEngine(server, docker) {
  const pid = await daemonPid(server);
  await server.must(['kill', pid]);
  await until('the daemon’s end', async () => (await server.run(['kill', '-0', pid])).code !== 0);
  await launchEngine(server, docker);
}

/** IPv6 for containers: masquerading is experimental in engine 20.10. @param {Host} server */
async function allowIpv6(server) {
  const file = `${server.root}/etc/docker/daemon.json`;
  const settings = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...settings, experimental: true, ip6tables: true }));
}

/** Port translation as an engine with the nftables backend does it: a table of its own, no DOCKER-USER. @param {Host} server */
async function translatePlainly(server, /** @type {string} */ v4, /** @type {string} */ v6) {
  await server.must(['nft', '-f', '-'], {
    input: `table inet docker-bridges {
  chain nat-prerouting { type nat hook prerouting priority dstnat; policy accept;
    meta nfproto ipv4 tcp dport ${ports.plainDnat} dnat ip to ${v4}:80
    meta nfproto ipv6 tcp dport ${ports.plainDnat} dnat ip6 to [${v6}]:80
  }
}
`,
  });
  // What that backend would accept itself; the 20.10 engine's own chains stand in the way here.
  await server.must(['iptables', '-I', 'FORWARD', '-d', v4, '-j', 'ACCEPT']);
  await server.must(['ip6tables', '-I', 'FORWARD', '-d', v6, '-j', 'ACCEPT']);
}

/** Brings it up (about 5 s). */
export async function openBlockWorld() {
  const base = await openServer();
  const { server, world } = base;
  const engine = await startEngine(server);
  base.onClose(engine.removeCgroups);
  await allowIpv6(server);
  await restartEngine(server, engine.docker);
  await importBusybox(engine.docker);
  await startContainer(engine.docker);
  const inspected = await engine.docker.inspect('app');
  const { IPAddress, GlobalIPv6Address } = inspected.NetworkSettings.Networks.site;
  await translatePlainly(server, IPAddress, GlobalIPv6Address);
  base.onClose(await listen(server, ports.host));
  base.onClose(await listen(world.sink, 80));
  base.onClose(await listen(world.prober, 80));
  await server.must(['mkdir', '-p', '/srv/station']);
  const hosts = { attacker: world.sink, visitor: world.prober };
  const lab = {
    ...base,
    docker: engine.docker,
    hosts,
    restartEngine: () => restartEngine(server, engine.docker),
    /** What each port of the server says to a host. @param {Who} who @returns {Promise<Record<string, string>>} */
    async calls(who) {
      const tries = Object.entries(ports).flatMap(([name, port]) =>
        /** @type {const} */ (['v4', 'v6']).map((family) => ({
          name: `${name} ${family}`,
          url: urlOf(addresses.server[family], port),
        })),
      );
      const results = await Promise.all(tries.map(async ({ name, url }) => [name, await answer(hosts[who], url)]));
      return Object.fromEntries(results);
    },
    /** Whether the container gets something from a host. @param {Who} who @returns {Promise<Record<string, string>>} */
    async fetches(who) {
      const target = who === 'attacker' ? addresses.sink : addresses.prober;
      const results = await Promise.all(
        /** @type {const} */ (['v4', 'v6']).map(async (family) => {
          // busybox' wget asks glibc for the name of the port and ends there (it is linked statically): nc instead.
          const get = `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 ${target[family]} 80 | grep -q served`;
          const code = await engine.docker.exec('app', ['sh', '-c', get]);
          return [family, code === 0 ? 'fetched' : 'refused'];
        }),
      );
      return Object.fromEntries(results);
    },
  };
  // A bridge's IPv6 address is tentative at first (RFC 4862).
  await until(
    'the container to get out',
    async () => !Object.values(await lab.fetches('attacker')).includes('refused'),
  );
  return lab;
}
/** @typedef {Awaited<ReturnType<typeof openBlockWorld>>} BlockWorld */

/** @param {string} address @param {number} port */
const urlOf = (address, port) => `http://${address.includes(':') ? `[${address}]` : address}:${port}/`;

/** @param {Host} host @param {string} url */
async function answer(host, url) {
  const { stdout } = await host.run(['curl', '-s', '-m', '2', '-g', url]);
  return stdout === 'served' ? 'served' : 'refused';
}

/** Runs a command that must succeed in the server. @param {Host} server @param {readonly string[]} command */
export const onServer = (server, command) => must([...server.enter, ...command]);
