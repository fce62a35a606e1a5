import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SENSOR } from './run-node.js';

/** An application that lies in a place for temporary files, as a checkout of a test does; `file` is loaded in a request. */
const program = `const http = require('node:http');
const server = http.createServer((q, s) => { try { process.dlopen({ exports: {} }, process.argv[2]); } catch {} s.end(); });
server.listen(0, '127.0.0.1', () => http.get({ port: server.address().port }, (r) => r.resume().on('end', () => server.close())));`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-addon-'));
  mkdirSync(join(folder, 'app/node_modules/a'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function severityOf(place: string): string {
  const file = join(folder, place);
  const events = join(folder, 'events.jsonl');
  writeFileSync(file, 'no addon');
  writeFileSync(join(folder, 'app/app.js'), program);
  spawnSync(process.execPath, ['--require', SENSOR, 'app.js', file], {
    cwd: join(folder, 'app'),
    env: { PATH: process.env.PATH ?? '', CANDOR_SENSOR_FILE: events },
    timeout: 30_000,
  });
  const lines = readFileSync(events, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return String(lines.find((line) => line.kind === 'dlopen' && line.file === file)?.severity);
}

describe('a native addon that is loaded in a request', () => {
  it.each([
    ['app/node_modules/a/a.node', /informational|low|medium/],
    ['dropped.node', /high|critical/],
    ['app/dropped.node', /high|critical/],
  ])('%s', (place, severity) => {
    expect(severityOf(place)).toMatch(severity);
  });
});
