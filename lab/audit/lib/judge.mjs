// What the check says of what both halves wrote: a bundle made by hand, as an operator would copy the two files.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const bin = fileURLToPath(new URL('../../../packages/candor/bin/candor.js', import.meta.url));
const run = promisify(execFile);

/** @param {string} folder @param {{ audit: string, sensor: string }} files @returns {Promise<any>} the report */
export async function judgeHalves(folder, { audit, sensor }) {
  const bundle = join(folder, 'bundle');
  await mkdir(join(bundle, 'artifacts'), { recursive: true });
  await copyFile(audit, join(bundle, 'artifacts/audit.log'));
  await copyFile(sensor, join(bundle, 'artifacts/sensor.ndjson'));
  const now = new Date();
  const artifact = (id, path) => ({
    id,
    subject: 'host',
    order: 1,
    path,
    source: { file: path },
    capturedAt: now,
    status: 'ok',
  });
  const manifest = {
    format: 'candor-evidence/1',
    capturedAt: now,
    collector: { name: 'lab', version: '0', mode: 'manual' },
    host: { name: 'lab', cpus: 1, memoryBytes: 1, timezone: 'UTC' },
    window: { since: new Date(now.getTime() - 3_600_000) },
    privileges: { uid: 0 },
    artifacts: [artifact('audit.log', 'artifacts/audit.log'), artifact('sensor.events', 'artifacts/sensor.ndjson')],
  };
  await writeFile(join(bundle, 'manifest.json'), JSON.stringify(manifest));
  const options = ['check', '--from', bundle, '--json', '--offline', '--case', join(folder, 'case')];
  const { stdout } = await run(process.execPath, [bin, ...options], { maxBuffer: 1 << 28 }).catch((error) => error);
  return JSON.parse(stdout);
}
