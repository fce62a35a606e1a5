// Judges generated bundles of 2, 20 and 200 MB of logs with the built judge: wall and CPU time, peak memory.
// From the project's root, after a build: node bench/judge/run.mjs [MB…]      exit 1 when 200 MB miss 3 s or 400 MB
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const goal = { megabytes: 200, wallMs: 3000, rssMegabytes: 400 };
const end = Date.parse('2026-11-20T12:00:00Z');
const dist = pathToFileURL(join(import.meta.dirname, '../../packages/candor/dist/')).href;

/** Lines of three logs; the app's has a monitor line in a hundred and an attack at its end. */
const makers = {
  'docker.logs': (index, at) =>
    index % 100 === 0
      ? `${at.toISOString().replace('Z', '000000Z')} [SUBPROC_DIAG_GLOBAL] {"method":"execSync","cmd":"ffprobe -v quiet -print_format json /srv/media/${index}.mp3","stack":"at probe (/app/src/media.js:10:5)"}\n`
      : index % 3 === 0
        ? `${at.toISOString().replace('Z', '000000Z')} [ACCESS CHECK] collection=pages user=null operation=read id=${index}\n`
        : `${at.toISOString().replace('Z', '000000Z')}  GET /shows/${index} 200 in ${index % 90}ms\n`,
  'nginx.access-log': (index, at) =>
    `162.158.${index % 200}.${index % 250} - - [20/Nov/2026:${at.toISOString().slice(11, 19)} +0000] "GET /shows/${index}?page=${index % 9} HTTP/1.1" ${index % 50 === 0 ? 404 : 200} ${index % 9000} "https://www.radio.example/" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"\n`,
  'nginx.error-log': (index, at) =>
    `2026/11/20 ${at.toISOString().slice(11, 19)} [error] 901#901: *${index} connect() failed (111: Connection refused) while connecting to upstream, client: 162.158.1.${index % 250}, server: www.radio.example, request: "GET /${index} HTTP/2.0", upstream: "http://[::1]:3000/${index}", host: "www.radio.example"\n`,
};
/** The container whose log this is: known as a Node app, so that its log is also searched for banners. */
const app = {
  Id: 'a'.repeat(64),
  Name: '/site-app-1',
  Created: '2026-11-19T08:00:00Z',
  State: { Status: 'running', Running: true, Pid: 4242, StartedAt: '2026-11-19T08:00:01Z' },
  Config: { Image: 'node:22-alpine', Cmd: ['node', 'server.js'], Env: ['NODE_ENV=production'], Labels: {} },
  HostConfig: { NetworkMode: 'site_default' },
  NetworkSettings: { Ports: {}, Networks: {} },
  Mounts: [],
};
const shares = { 'docker.logs': 0.6, 'nginx.access-log': 0.395, 'nginx.error-log': 0.005 };

function writeLog(path, bytes, maker) {
  const file = openSync(path, 'w');
  const count = Math.ceil(bytes / 130);
  let written = 0;
  for (let index = 0; written < bytes; ) {
    let chunk = '';
    for (; chunk.length < 1 << 20 && written + chunk.length < bytes; index += 1)
      chunk += maker(index, new Date(end - 43_000_000 + Math.min(1, index / count) * 43_000_000));
    written += writeSync(file, chunk);
  }
  closeSync(file);
}

function makeBundle(folder, megabytes) {
  mkdirSync(join(folder, 'artifacts'), { recursive: true });
  const artifacts = Object.entries(makers).map(([id, maker], index) => {
    const path = `artifacts/${index}`;
    writeLog(join(folder, path), megabytes * 1e6 * shares[id], maker);
    return {
      id,
      subject: id === 'docker.logs' ? 'container:site-app-1' : 'host',
      path,
      source:
        id === 'docker.logs'
          ? { command: ['docker', 'logs', '--timestamps', 'site-app-1'], exitCode: 0 }
          : { file: `/var/log/${id}` },
      capturedAt: new Date(end).toISOString(),
      status: 'ok',
    };
  });
  const at = new Date(end).toISOString();
  const source = { command: ['docker', 'inspect'], exitCode: 0 };
  writeFileSync(join(folder, 'artifacts/inspect'), JSON.stringify([app]));
  artifacts.push({
    id: 'docker.inspect',
    subject: 'host',
    path: 'artifacts/inspect',
    source,
    capturedAt: at,
    status: 'ok',
  });
  const manifest = {
    format: 'candor-evidence/1',
    capturedAt: new Date(end).toISOString(),
    collector: { name: 'bench', version: '0', mode: 'manual' },
    host: { name: 'bench', cpus: 2, memoryBytes: 8e9, timezone: 'UTC' },
    window: { since: null },
    privileges: { uid: 0 },
    artifacts,
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

const child = `
  const { readBundleFiles } = await import('${dist}bundle/read-bundle.js');
  const { folderFiles } = await import('${dist}bundle/bundle-files.js');
  const { evaluate } = await import('${dist}evaluate.js');
  const { loadAdvisoryTable } = await import('${dist}advisories/load-table.js');
  const from = performance.now();
  const bundle = readBundleFiles(folderFiles(process.argv[1]));
  const report = evaluate(bundle, { advisories: loadAdvisoryTable(bundle.header.capturedAt) });
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({
    wallMs: performance.now() - from, cpuMs: (user + system) / 1000,
    rssMegabytes: process.resourceUsage().maxRSS / 1024, status: report.verdict.status,
  }));`;

function measure(megabytes) {
  const folder = mkdtempSync(join(tmpdir(), 'candor-judge-bench-'));
  try {
    makeBundle(folder, megabytes);
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', child, folder], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    return { megabytes, ...JSON.parse(run.stdout) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sizes = process.argv.slice(2).map(Number);
const rows = (sizes.length > 0 ? sizes : [2, 20, 200]).map(measure);
const cell = (value) => String(typeof value === 'number' ? Math.round(value) : value).padStart(9);
console.log(['log MB', 'wall ms', 'CPU ms', 'peak MB', 'verdict'].map(cell).join(' '));
for (const row of rows)
  console.log([row.megabytes, row.wallMs, row.cpuMs, row.rssMegabytes, row.status].map(cell).join(' '));
const largest = rows.find((row) => row.megabytes === goal.megabytes);
const missed = largest && (largest.wallMs > goal.wallMs || largest.rssMegabytes > goal.rssMegabytes);
console.log(`goal at ${goal.megabytes} MB: ${goal.wallMs} ms, ${goal.rssMegabytes} MB: ${missed ? 'missed' : 'held'}`);
process.exit(missed ? 1 : 0);
