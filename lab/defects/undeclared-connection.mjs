import { spawn } from 'node:child_process';
import { editService, openFirewall, undoAll } from '../lib/seed.mjs';
import { addresses } from '../lib/world.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'undeclared-connection',
  title: 'The CMS talks to an address that nobody declared',
  expects: ['RTC-07'],
  apply: async (lab) => {
    const close = await openFirewall(lab, ['DOCKER-USER', '-d', addresses.sink.v4, '-j', 'RETURN']);
    const [program = '', ...enter] = lab.world.sink.enter;
    const listener = spawn(program, [...enter, 'busybox', 'nc', '-l', '-p', '14444'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const hangUp = async () => {
      listener.kill('SIGKILL');
    };
    const dial = `require('net').connect(14444, '${addresses.sink.v4}').on('error', () => {}); setTimeout(() => {}, 3600000)`;
    const undo = await editService(lab, 'cms', (service) => {
      service.command = ['node', '-e', `${dial}; require('/app/server.js')`];
    });
    return undoAll([close, hangUp, undo]);
  },
};
