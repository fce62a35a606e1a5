// The miner of the case, as a harmless stand-in: a busy loop with a large resident set, written into the container's
// root at run time. The verdict must be COMPROMISED, confirmed, with the container, the host's pid and the file's hash.
import { createHash } from 'node:crypto';
import { nameOf, runCandor } from '../lib/candor.mjs';
import { openLab } from '../lib/lab.mjs';
import { minerProgram } from '../lib/miner.mjs';
import { until } from '../lib/process.mjs';
import { editService, writeInContainer } from '../lib/seed.mjs';
import { sees } from './stack.mjs';

const name = 'miner-in-container-root';
const keptName = 'miner-evidence-kept';
const containedName = 'miner-contained';
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

/** Evidence first: the file of the layer, the running executable, the process, and a manifest that holds.
 * @param {import('../lib/lab.mjs').Lab} lab @param {number} pid @param {Buffer} program */
async function evidenceIsKept(lab, pid, program) {
  await lab.server.run(['mkdir', '-p', '/root/case']);
  const outcome = await runCandor(lab.server, [
    'evidence',
    'preserve',
    'station-cms-1',
    '--case',
    '/root/case',
    '--json',
  ]);
  const kept = JSON.parse(outcome.stdout);
  const hash = createHash('sha256').update(program).digest('hex');
  const manifest = JSON.parse((await lab.server.run(['cat', `${kept.folder}/manifest.json`])).stdout);
  /** @param {RegExp} source */
  const piece = (source) => manifest.pieces.find((/** @type {{ source: string }} */ one) => source.test(one.source));
  if (piece(new RegExp(`/${file.slice(1)}$`))?.sha256 !== hash) throw new Error('the file of the layer was not kept');
  if (piece(new RegExp(`^/proc/${pid}/exe$`))?.sha256 !== hash) throw new Error('the running executable was not kept');
  const verified = await runCandor(lab.server, ['evidence', 'verify', kept.folder]);
  if (verified.code !== 0) throw new Error(verified.stdout);
  return `${kept.kept} pieces, ${kept.bytes} bytes`;
}

/** Paused, its CPU time stands still; undone, it goes on. @param {import('../lib/lab.mjs').Lab} lab @param {number} pid */
async function containmentHolds(lab, pid) {
  const paused = await runCandor(lab.server, ['contain', 'station-cms-1', '--pause', '--yes', '--case', '/root/case']);
  if (paused.code !== 0) throw new Error(paused.stderr);
  if ((await ticksIn(lab, pid, 0.5)) > 0) throw new Error('it goes on');
  const undone = await runCandor(lab.server, ['contain', 'station-cms-1', '--undo', '--yes', '--case', '/root/case']);
  if (undone.code !== 0) throw new Error(undone.stderr);
  if ((await ticksIn(lab, pid, 1)) === 0) throw new Error('it does not go on after the undo');
  return 'stands still while paused, goes on after the undo';
}

/** CPU ticks of a process within some seconds. @param {import('../lib/lab.mjs').Lab} lab @param {number} pid @param {number} seconds */
async function ticksIn(lab, pid, seconds) {
  const read = `cut -d' ' -f14,15 /proc/${pid}/stat`;
  const { stdout } = await lab.server.run(['sh', '-c', `${read}; sleep ${seconds}; ${read}`]);
  const [before = [], after = []] = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  return (after[0] ?? 0) + (after[1] ?? 0) - (before[0] ?? 0) - (before[1] ?? 0);
}

/** Names of the cases. */
export async function cases() {
  return [name, keptName, containedName];
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  const lab = await openLab();
  const program = minerProgram({ residentBytes });
  try {
    const { pid, undo } = await plant(lab, program);
    try {
      await tally.run(name, async () => {
        if (moves) return `pid ${pid}`;
        const { report } = await sees(lab);
        const wrong = faults(report, pid, program);
        if (wrong.length > 0) throw new Error(wrong.join('\n'));
        return `${report.verdict.status}, ${report.verdict.confidence}`;
      });
      if (!moves && wants(keptName)) await tally.run(keptName, () => evidenceIsKept(lab, pid, program));
      if (!moves && wants(containedName)) await tally.run(containedName, () => containmentHolds(lab, pid));
    } finally {
      await undo();
    }
  } finally {
    await lab.close();
  }
}
