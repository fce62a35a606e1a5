import { logLine } from '../lib/seed.mjs';

/** What Node prints for a subprocess of code that the React Flight decoder evaluated (the case, 12 December). */
const lines = [
  ' ⨯ Error: Command failed: (whoami)',
  '    at genericNodeError (node:internal/errors:984:15)',
  '    at checkExecSyncError (node:child_process:891:11)',
  '    at execSync (node:child_process:963:15)',
  '    at Object.eval [as then] (eval at <anonymous> (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007), <anonymous>:3:53)',
];

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'log-with-evaluated-frames',
  title: 'The log of the CMS has a stack frame of evaluated request content',
  expects: ['RTC-09'],
  apply: (lab) => logLine(lab, 'cms', lines.join('\n')),
};
