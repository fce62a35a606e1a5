import { spawn } from 'node:child_process';
import { until } from '../lib/process.mjs';
import { undoAll } from '../lib/seed.mjs';
import { addresses } from '../lib/world.mjs';

const pool = { address: addresses.sink.v4, port: 14_444 };
/** Holds a connection to the pool's port and burns one core, as a miner does; it computes and sends nothing. */
const miner = `require('net').connect(${pool.port}, '${pool.address}', () => setInterval(() => { const end = Date.now() + 900; while (Date.now() < end); }, 1000))`;

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['RTC-08'],
  apply: async (lab) => {
    const element = ['inet', 'station', 'egress4', `{ ${pool.address} . ${pool.port} }`];
    await lab.server.must(['nft', 'add', 'element', ...element]);
    const [program = '', ...enter] = lab.world.sink.enter;
    const listener = spawn(program, [...enter, 'busybox', 'nc', '-l', '-p', String(pool.port)], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const close = async () => {
      listener.kill('SIGKILL');
      await lab.server.must(['nft', '-f', '/etc/nftables.conf']);
    };
    try {
      await lab.docker.exec('station-payload-1', ['env', '-u', 'NODE_OPTIONS', 'node', '-e', miner], { detach: true });
      await until('the connection', async () =>
        (await lab.world.sink.run(['ss', '-tnH', 'state', 'established'])).stdout.includes(`:${pool.port}`),
      );
    } catch (error) {
      await close();
      throw error;
    }
    return undoAll([close, () => lab.project.recreate('payload')]);
  },
};
