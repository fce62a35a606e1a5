import { spawn } from 'node:child_process';
import { editService, undoAll } from '../lib/seed.mjs';
import { addresses } from '../lib/world.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'undeclared-connection',
  title: 'The CMS talks to an address that nobody declared',
  expects: ['RTC-07'],
  apply: async (lab) => {
    const hole = ['DOCKER-USER', '-d', addresses.sink.v4, '-j', 'RETURN'];
    await lab.server.must(['iptables', '-I', ...hole]);
    const listener = spawn(lab.world.sink.enter[0] ?? '', [
      ...lab.world.sink.enter.slice(1),
      'busybox',
      'nc',
      '-l',
      '-p',
      '14444',
    ]);
    const dial = `require('net').connect(14444, '${addresses.sink.v4}').on('error', () => {}); setTimeout(() => {}, 3600000)`;
    const undo = await editService(lab, 'cms', (service) => {
      service.command = ['node', '-e', `${dial}; require('/app/server.js')`];
    });
    const close = async () => {
      listener.kill('SIGKILL');
      await lab.server.must(['iptables', '-D', ...hole]);
    };
    return undoAll([close, undo]);
  },
};
