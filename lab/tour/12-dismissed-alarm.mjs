import assert from 'node:assert/strict';
import { check, runCandor } from '../lib/candor.mjs';
import { editService, undoAll } from '../lib/seed.mjs';

const container = 'station-payload-1';
const history = '/root/tour-case';
/** What Node prints for a command of code that the React Flight decoder evaluated (the case, 12 December). */
const lines = [
  ' ⨯ Error: Command failed: (whoami)',
  '    at checkExecSyncError (node:child_process:891:11)',
  '    at Object.eval [as then] (eval at <anonymous> (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007), <anonymous>:3:53)',
];

/** An alarm, called a false positive without a word on who else could have made it. @param {import('../lib/reference.mjs').Reference} lab */
async function dismissed(lab) {
  const words = ['--justification', 'benign_producer_reproduced', '--hypothesis', 'a false positive of the monitor'];
  const outcome = await runCandor(lab.server, [
    ...['dismiss', `RTC-09@container:${container}`, '--case', history, ...words],
    ...['--testimony', 'the host looked normal', '--author', 'night shift'],
  ]);
  assert.notEqual(outcome.code, 0, 'the dismissal is refused');
  return `${outcome.stdout}\n${outcome.stderr}`;
}

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['RTC-17'],
  args: ['--case', history],
  apply: async (lab) => {
    await lab.server.must(['mkdir', '-p', history]);
    await lab.docker.exec(container, ['sh', '-c', 'echo "$1" >/proc/1/fd/2', 'sh', lines.join('\n')]);
    const { report } = await check(lab.server, ['--config', 'candor.yaml', '--case', history]);
    assert.equal(report.verdict.status, 'COMPROMISED');
    assert.match(await dismissed(lab), /FP_NEEDS_PRODUCER/);
    const forget = async () => {
      await lab.server.must(['rm', '-rf', history]);
    };
    const undo = await editService(lab, 'payload', (service) => {
      service.environment.CANDOR_SENSOR = 'off';
    });
    return undoAll([forget, undo]);
  },
  after: (report) => {
    assert.equal(report.verdict.status, 'COMPROMISED', 'the alarm of the container that is gone stays open');
  },
};
