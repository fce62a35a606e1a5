// The miner of the case, as a harmless stand-in: a busy loop with a large resident set, written into the container's
// root at run time. The verdict must be COMPROMISED, confirmed, with the container, the host's pid and the file's hash.
import { createHash } from 'node:crypto';
import { nameOf } from '../lib/candor.mjs';
import { openLab } from '../lib/lab.mjs';
import { minerProgram } from '../lib/miner.mjs';
import { until } from '../lib/process.mjs';
import { editService, writeInContainer } from '../lib/seed.mjs';
import { sees } from './stack.mjs';

const name = 'miner-in-container-root';
const file = '/AfUxImqu';
/** 2.3 GB in the case; 300 MB unless asked for, so that it fits a CI machine. */
const residentBytes = Number(process.env.LAB_MINER_BYTES ?? 300e6);

/** @param {import('../lib/lab.mjs').Lab} lab @param {Buffer} program */
async function plant(lab, program) {
  const undo = await editService(lab, 'cms', (service) => {
    Object.assign(service, { read_only: false, mem_limit: `${Math.ceil(residentBytes / 2 ** 20) + 256}m` });
  });
  await writeInContainer(lab, 'station-cms-1', file, program, 0o755);
  await writeInContainer(lab, 'station-cms-1', '/jnEe', Buffer.from('{"cpu":true}\n'), 0o644);
  await lab.docker.exec('station-cms-1', [file, '-c', '/jnEe', '-B'], { detach: true });
  const pid = await until('the miner', async () =>
    (await lab.server.run(['pgrep', '-xf', `${file} -c /jnEe -B`])).stdout.trim(),
  );
  return { pid: Number(pid), undo };
}

/** @param {import('../lib/candor.mjs').Report} report @param {number} pid @param {Buffer} program */
function faults(report, pid, program) {
  const text = JSON.stringify(report);
  const failed = report.results.filter((result) => result.state === 'fail');
  const named = failed.filter(
    (result) => result.subject === 'container:station-cms-1' && /^RTC-0[246]$/.test(result.check),
  );
  const hash = createHash('sha256').update(program).digest('hex');
  const wanted = /** @type {const} */ ([
    [report.verdict.status === 'COMPROMISED', `verdict ${report.verdict.status}`],
    [report.verdict.confidence === 'confirmed', `confidence ${report.verdict.confidence}`],
    [named.length > 0, `the container is not named: ${failed.map(nameOf).join(', ')}`],
    [text.includes(file), `${file} is not named`],
    [new RegExp(`\\b${pid}\\b`).test(text), `host pid ${pid} is not named`],
    [text.includes(hash), `sha256 ${hash} of the file is not in the report`],
  ]);
  return wanted.filter(([holds]) => !holds).map(([, words]) => words);
}

/** Names of the cases. */
export async function cases() {
  return [name];
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, _wants, { moves }) {
  const lab = await openLab();
  try {
    await tally.run(name, async () => {
      const program = minerProgram({ residentBytes });
      const { pid, undo } = await plant(lab, program);
      try {
        if (moves) return `pid ${pid}`;
        const { report } = await sees(lab);
        const wrong = faults(report, pid, program);
        if (wrong.length > 0) throw new Error(wrong.join('\n'));
        return `${report.verdict.status}, ${report.verdict.confidence}`;
      } finally {
        await undo();
      }
    });
  } finally {
    await lab.close();
  }
}
