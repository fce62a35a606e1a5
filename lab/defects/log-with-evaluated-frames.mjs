import { logLine } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'log-with-evaluated-frames',
  title: 'The log of the CMS has a stack frame of evaluated request content',
  expects: ['RTC-09'],
  apply: (lab) =>
    logLine(
      lab,
      'cms',
      '    at Object.eval [as then] (eval at <anonymous> (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007), <anonymous>:3:53)',
    ),
};
