// A door from this machine into the lab: what connects to a loopback port here comes out on the wire as a connection of the
// prober to the edge, so that a browser of this machine is a visitor there.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { addresses } from './world.mjs';

const inside = fileURLToPath(new URL('door-inside.mjs', import.meta.url));

/**
 * Opens it; the answer closes it.
 * @param {import('./world.mjs').World} world @param {number} port on 127.0.0.1
 */
export async function openDoor(world, port) {
  const folder = await mkdtemp(`${tmpdir()}/candor-door-`);
  const path = `${folder}/door`;
  const enter = ['nsenter', `--net=/proc/${world.prober.pid}/ns/net`];
  const command = [...enter, process.execPath, inside, path, addresses.edge.v4, '443'];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const server = net.createServer((outer) => {
    const inner = net.connect(path);
    outer.on('error', () => inner.destroy());
    inner.on('error', () => outer.destroy());
    outer.pipe(inner).pipe(outer);
  });
  const close = async () => {
    server.close();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('close', (code) => reject(new Error(`the door ended: ${code}`)));
    });
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve(null)));
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}
